"""What a row of a log is worth: a column, or an SQL expression over the columns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from segtui.cleaning.sql import Sql, SqlError, read_sql
from segtui.errors import DataError, Fault, nearest
from segtui.features.maker import of_ids

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
                return [Fault(key, f'there is no column "{c}"', nearest(c, frame.columns)) for c in unknown]
            made = self._made(frame)
        except SqlError as error:
            fix = error.fix or 'a column, or an expression such as "Quantity * UnitPrice"'
            return [Fault(key, f'"{self._shown}" can\'t be computed: it {error.what}', fix)]
        if not made.dtype.is_numeric():
            numbers = [c for c, kind in frame.schema.items() if kind.is_numeric()]
            fix = f"columns of numbers: {', '.join(numbers)}" if numbers else "the table has no column of numbers"
            return [Fault(key, f'"{self._shown}" has no numbers', fix)]
        if made.len() != frame.height:
            what = f'"{self._shown}" is one value for the whole table'
            return [Fault(key, what, f"give {self._one} for each row")]
        return []

    def refuse_infinite(self, ids: pl.Series, values: pl.Series, where: str) -> None:
        """Raise DataError where a value is infinite; `ids` (n) are whose they are."""
        infinite = values.is_infinite().fill_null(False)
        if number := int(infinite.sum()):
            what = f"{number:,} infinite {self.called}{'' if number == 1 else 's'}, {of_ids(ids.filter(infinite))}"
            raise DataError(what, where=f"{where}, {self.text}", fix="correct or remove them")

    def _made(self, frame: pl.DataFrame) -> pl.Series:
        return frame.get_column(self.text) if self.text in frame.columns else self._read().of(frame)

    def _read(self) -> Sql:
        return read_sql(self.text, self._one)

    @property
    def _one(self) -> str:
        return f"{'an' if self.called == 'amount' else 'a'} {self.called}"

    @property
    def _shown(self) -> str:
        return self.text if len(self.text) <= _LONGEST else f"{self.text[: _LONGEST - 1]}…"
