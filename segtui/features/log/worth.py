"""What a row of a log is worth: a column, or an SQL expression over the columns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from segtui.cleaning.sql import Sql, SqlError, read_sql
from segtui.errors import DataError, Fault, nearest
from segtui.features.maker import of_ids
from segtui.language.sentences import say, say_counted

_LONGEST = 80


@dataclass(frozen=True)
class RowWorth:
    """The amounts or values of a log: `text` is a column or an expression such as "Quantity * UnitPrice"."""

    text: str
    called: str
    """amount or value: the plan's key, and the word for one."""

    def columns(self) -> tuple[str, ...]:
        """The columns that it names as an expression; none where it can't be read as one."""
        try:
            return self._read().columns
        except SqlError:
            return ()

    def of(self, frame: pl.DataFrame) -> pl.Series:
        """The numbers (Float64), empty where there is none; raises SqlError where they can't be computed."""
        return self._made(frame).cast(pl.Float64).fill_nan(None)

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """A fault where it names columns that are not there, can't be computed or is not a number for each row."""
        try:
            named = () if self.text in frame.columns else self._read().columns
            if unknown := [c for c in named if c not in frame.columns]:
                return [Fault(key, say('there is no column "{c}"', c=c), nearest(c, frame.columns)) for c in unknown]
            made = self._made(frame)
        except SqlError as error:
            fix = error.fix or say('a column, or an expression such as "Quantity * UnitPrice"')
            return [Fault(key, say('"{shown}" can\'t be computed: it {what}', shown=self._shown, what=error.what), fix)]
        if not made.dtype.is_numeric():
            numbers = [c for c, kind in frame.schema.items() if kind.is_numeric()]
            fix = (
                say("columns of numbers: {numbers}", numbers=", ".join(numbers))
                if numbers
                else say("the table has no column of numbers")
            )
            return [Fault(key, say('"{shown}" has no numbers', shown=self._shown), fix)]
        if made.len() != frame.height:
            what = say('"{shown}" is one value for the whole table', shown=self._shown)
            return [Fault(key, what, say("give {one} for each row", one=self._one))]
        return []

    def refuse_infinite(self, ids: pl.Series, values: pl.Series, where: str) -> None:
        """Raise DataError where a value is infinite; `ids` (n) are whose they are."""
        infinite = values.is_infinite().fill_null(False)
        if number := int(infinite.sum()):
            what = say_counted(
                "{count:,} infinite {called}, {infinite}",
                "{count:,} infinite {called}s, {infinite}",
                number,
                called=self.called,
                infinite=of_ids(ids.filter(infinite)),
            )
            raise DataError(what, where=f"{where}, {self.text}", fix=say("correct or remove them"))

    def _made(self, frame: pl.DataFrame) -> pl.Series:
        return frame.get_column(self.text) if self.text in frame.columns else self._read().of(frame)

    def _read(self) -> Sql:
        return read_sql(self.text, self._one)

    @property
    def _one(self) -> str:
        return say("an amount") if self.called == "amount" else say("a {worth}", worth=self.called)

    @property
    def _shown(self) -> str:
        return self.text if len(self.text) <= _LONGEST else f"{self.text[: _LONGEST - 1]}…"
