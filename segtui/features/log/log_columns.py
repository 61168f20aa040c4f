"""Which columns of a log are what, and its rows, typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from segtui.cleaning.sql_rows import condition_looks_beyond
from segtui.data.reading.read_in_parts import Parting
from segtui.data.table import Table
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, Fault
from segtui.features.log.log import Log
from segtui.features.log.log_rows import LogPart, LogRows
from segtui.features.log.plain_cells import PlainLog
from segtui.features.log.times import is_of_utc, is_timed, moments
from segtui.features.log.worth import RowWorth
from segtui.features.maker import missing_columns
from segtui.language.sentences import row_of, say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.columns import col


@dataclass(frozen=True)
class RowKind:
    """What messages call a row of a log, the plan's keys of its time and worth, and what makes it one."""

    called: str
    time: str
    worth: str
    needs: str


EVENT = RowKind("event", "time", "value", say("an event is a row with an id, a time and, where named, a type"))
ORDER = RowKind(
    "order", "date", "amount", say("an order is a row with an id, a date and, where named, an amount from 0")
)


@dataclass(frozen=True)
class LogColumns:
    """What the columns of a log are, and the zone whose days count.

    `worth` is a column or a Polars SQL expression. A row without an id, time, event or order is left out; one without
    worth as well, but counts 0 where `empty_is_nothing`.
    """

    kind: RowKind
    id: str
    time: str
    event: str | None = None
    worth: str | None = None
    order: str | None = None
    timezone: str | None = None
    empty_is_nothing: bool = False

    def keys(self) -> dict[str, str]:
        """The columns by plan key, without those that are not named."""
        named = {"id": self.id, self.kind.time: self.time, "event": self.event}
        named |= {self.kind.worth: self.worth, "order": self.order}
        return {key: name for key, name in named.items() if name is not None}

    def needed(self) -> tuple[str, ...]:
        """The columns that are read; `worth` both as a column and as those that it names."""
        worth = () if self._worth is None else self._worth.columns()
        return tuple(dict.fromkeys([*self.keys().values(), *worth]))

    def parting(self) -> Parting | None:
        """How the log may be read in parts; None where a row's worth depends on other rows."""
        made = self._worth.columns() if self._worth else ()
        if self._worth and condition_looks_beyond(self._worth.text):
            return None
        worth = made or ((self.worth,) if self.worth is not None else ())
        texts = tuple(name for name in (self.event, self.order) if name is not None)
        columns = tuple(dict.fromkeys([self.id, self.time, *texts, *worth]))
        absent = (self.worth,) if self.worth is not None and self.worth not in worth else ()
        return Parting(self.id, columns, (PlainLog(self.id, self.time, texts, worth),), absent)

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there or are of the wrong kind, each under its plan key."""
        named = {"id": self.id, self.kind.time: self.time, "event": self.event, "order": self.order}
        found = missing_columns(key, named, frame.columns)
        if self.time in frame.columns and not is_timed(frame[self.time]):
            kind = "numbers" if frame.schema[self.time].is_numeric() else "text"
            timed = [c for c in frame.columns if is_timed(frame[c])]
            form = "YYYY-MM-DD" if self.kind.time == "date" else "YYYY-MM-DD hh:mm:ss"
            dates = self.kind.time == "date"
            there = to_translate("columns of dates: {names}") if dates else to_translate("columns of times: {names}")
            told = {
                ("numbers", True): to_translate('"{name}" holds numbers, not dates'),
                ("numbers", False): to_translate('"{name}" holds numbers, not times'),
                ("text", True): to_translate('"{name}" holds text, not dates'),
                ("text", False): to_translate('"{name}" holds text, not times'),
            }
            fix = say(there, names=row_of(timed)) if timed else say("write them as {form}", form=form)
            found.append(Fault(f"{key}.{self.kind.time}", say(told[kind, dates], name=self.time), fix))
        return found + (self._worth.faults(frame, f"{key}.{self.kind.worth}") if self._worth else [])

    def read(self, table: Table) -> Log:
        """The complete rows; raises DataError where there is none, or a worth is infinite."""
        where, empty, read = table.reading.path, Counter[str](), 0
        parts = []
        for part in table.parts or (lambda: table.frame.with_columns(plain_ids(table.frame[self.id])),):
            rows = self._rows(part(), where)
            empty.update({column: rows[column].null_count() for column in rows.columns})
            read += rows.height
            parts.append(LogPart.of(rows.drop_nulls(), partial(self._complete, part, where) if table.parts else None))
        complete = LogRows(tuple(parts))
        if not complete.height:
            raise DataError(
                say("no row is a valid {called}", called=self.kind.called), where=where, fix=self.kind.needs
            )
        of_utc = is_of_utc(table, self.time)
        notes = [*self._incomplete(empty, read, read - complete.height), *([] if of_utc else self._no_zone())]
        return Log(complete, self.timezone if of_utc else None, self.kind.called, where, tuple(notes))

    def _complete(self, part: Callable[[], pl.DataFrame], where: str) -> pl.DataFrame:
        return self._rows(part(), where).drop_nulls()

    def _rows(self, frame: pl.DataFrame, where: str) -> pl.DataFrame:
        """The rows by what they are; ids are plain, those of parts because no others are read in parts."""
        named: dict[str, pl.Expr | pl.Series] = {"id": col(self.id), "at": moments(frame, self.time)}
        if self.event is not None:
            named["event"] = frame[self.event].cast(pl.String).str.strip_chars()
        if self._worth is not None:
            worth = self._worth.of(frame)
            self._worth.refuse_infinite(frame[self.id], worth, where)
            named["worth"] = worth.fill_null(0.0) if self.empty_is_nothing else worth
        if self.order is not None:
            named["order"] = col(self.order)
        return frame.select(**named)

    @property
    def _worth(self) -> RowWorth | None:
        return None if self.worth is None else RowWorth(self.worth, self.kind.worth)

    def _incomplete(self, empty: Mapping[str, int], rows: int, lost: int) -> list[str]:
        """A note on the rows that are left out, by the column that is empty in them."""
        names: Mapping[str, str | None] = {
            "id": self.id,
            "at": self.time,
            "event": self.event,
            "worth": self.worth,
            "order": self.order,
        }
        counts = [(name, empty[c]) for c, name in names.items() if c in empty]
        why = row_of([say("{rows:,} without {column}", rows=n, column=name) for name, n in counts if n])
        told = say_counted(
            "{count:,} of {rows:,} rows is left out: {why}.",
            "{count:,} of {rows:,} rows are left out: {why}.",
            lost,
            rows=rows,
            why=why,
        )
        return [told] if lost else []

    def _no_zone(self) -> list[str]:
        if self.timezone is None:
            return []
        return [
            say(
                'Times of "{column}" have no zone: they are taken as given, and timezone = "{zone}" has no effect.',
                column=self.time,
                zone=self.timezone,
            )
        ]
