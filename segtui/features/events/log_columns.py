"""Which columns of a log are what, and its events up to a day, typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from segtui.cleaning.sql import SqlError, read_sql
from segtui.columns import col
from segtui.data.table import Table
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, Fault, nearest
from segtui.features.events.times import DAY, clock, has_hours, instant, is_of_utc, is_timed, moments
from segtui.features.maker import missing_columns, of_ids
from segtui.language.sentences import row_of, say

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Log:
    """The events before a day begins.

    `events` has a row for each: who (UInt32, its place in `ids`), at (Int64, a moment in microseconds), event (text,
    where the log has types) and value (Float64, where it has values; 0 where a row has none). `ids` are those of the
    customers, sorted. `end` is the moment at which `as_of` begins in the `zone`, or on the clock of the log where that
    is None. `has_hours` says whether times are more than days.
    """

    events: pl.DataFrame
    ids: pl.Series
    as_of: dt.date
    end: int
    zone: str | None
    has_hours: bool

    @property
    def first(self) -> int:
        """The moment of the first event."""
        return int(self.events["at"].to_numpy().min())

    def day(self, moment: int) -> dt.date:
        """The day of a moment on the clocks of the zone."""
        return day_of_number(int(clock(pl.Series([moment]), self.zone)[0]) // DAY)


def day_number(day: dt.date) -> int:
    """Days since the first of 1970."""
    return (day - _EPOCH).days


def day_of_number(days: int) -> dt.date:
    """The date that is this number of days after the first of 1970."""
    return _EPOCH + dt.timedelta(days=days)


@dataclass(frozen=True)
class LogColumns:
    """What the columns of a log are: plan keys `id`, `time`, `event`, `value`; and the zone whose days count.

    `value` is a column or a Polars SQL expression such as "Quantity * UnitPrice".
    """

    id: str
    time: str
    event: str | None = None
    value: str | None = None
    timezone: str | None = None

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there or are of the wrong kind, each under its plan key."""
        found = missing_columns(key, {"id": self.id, "time": self.time, "event": self.event}, frame.columns)
        if self.time in frame.columns and not is_timed(frame[self.time]):
            kind = "numbers" if frame.schema[self.time].is_numeric() else "text"
            timed = [c for c in frame.columns if is_timed(frame[c])]
            fix = f"columns of times: {', '.join(timed)}" if timed else "write its times as YYYY-MM-DD hh:mm:ss"
            found.append(Fault(f"{key}.time", f'"{self.time}" holds {kind}, not times', fix))
        return found + self._value_faults(frame, f"{key}.value")

    def read(self, table: Table, as_of: dt.date | None) -> tuple[Log, list[str]]:
        """The events before `as_of`, by default the day after the last one, with sentences on what was left out.

        Raises DataError where there is none, or a value is infinite.
        """
        frame = table.frame
        named: dict[str, pl.Expr | pl.Series] = {"id": col(self.id), "at": moments(frame, self.time)}
        if self.event is not None:
            named["event"] = frame[self.event].cast(pl.String)
        lines = frame.select(**named)
        if self.value is not None:
            lines = lines.with_columns(value=self._values(frame).cast(pl.Float64).fill_nan(None).fill_null(0.0))
            _refuse_infinite(lines, where=f"{table.reading.path}, {self.value}")
        complete = lines.drop_nulls()
        if not complete.height:
            fix = "an event is a row with an id, a time and, where the plan names its column, a type"
            raise DataError("no row is an event", where=table.reading.path, fix=fix)
        notes = self._incomplete(lines, complete)
        zone = self.timezone if is_of_utc(table, self.time) else None
        return self._until(complete, as_of, zone, table, notes), notes

    def _until(
        self, lines: pl.DataFrame, as_of: dt.date | None, zone: str | None, table: Table, notes: list[str]
    ) -> Log:
        at = lines["at"]
        shown = clock(pl.Series([at.min(), at.max()], dtype=pl.Int64), zone) // DAY
        day = as_of or min(day_of_number(int(shown[1])), dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
        end = instant(day_number(day) * DAY, zone)
        kept = lines.filter(pl.col("at") < end)
        if not kept.height:
            fix = f"the first is of {day_of_number(int(shown[0]))}"
            raise DataError(f"no event is dated before as_of, {day}", where=table.reading.path, fix=fix)
        if later := lines.height - kept.height:
            notes.append(
                say(
                    "{later:,} of {rows:,} rows are dated {day:day} or after and are left out.",
                    later=later,
                    rows=lines.height,
                    day=str(day),
                )
            )
        if self.timezone is not None and zone is None:
            notes.append(
                say(
                    'Times of "{column}" have no zone: they are taken as given, and timezone = "{zone}" has no effect.',
                    column=self.time,
                    zone=self.timezone,
                )
            )
        kept = kept.with_columns(plain_ids(kept["id"]).alias("id"))
        people = kept.select(pl.col("id").unique()).sort("id").with_row_index("who")
        events = kept.join(people, on="id", how="left", maintain_order="left").select(pl.exclude("id"))
        return Log(events, people["id"], day, end, zone, has_hours(table.frame[self.time]))

    def _values(self, frame: pl.DataFrame) -> pl.Series:
        """The values; raises SqlError where they can't be computed."""
        assert self.value is not None
        if self.value in frame.columns:
            return frame.get_column(self.value)
        return read_sql(self.value, "a value").of(frame)

    def _value_faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        if self.value is None:
            return []
        try:
            named = () if self.value in frame.columns else read_sql(self.value, "a value").columns
            if unknown := [c for c in named if c not in frame.columns]:
                return [Fault(key, f'there is no column "{c}"', nearest(c, frame.columns)) for c in unknown]
            made = self._values(frame)
        except SqlError as error:
            fix = error.fix or 'a column, or an expression such as "Quantity * UnitPrice"'
            return [Fault(key, f'"{self.value}" can\'t be computed: it {error.what}', fix)]
        if not made.dtype.is_numeric():
            numbers = [c for c, kind in frame.schema.items() if kind.is_numeric()]
            return [Fault(key, f'"{self.value}" has no numbers', f"columns of numbers: {', '.join(numbers)}")]
        if made.len() != frame.height:
            return [Fault(key, f'"{self.value}" is one value for the whole table', "give a value for each row")]
        return []

    def _incomplete(self, lines: pl.DataFrame, complete: pl.DataFrame) -> list[str]:
        lost = lines.height - complete.height
        named = {"id": self.id, "at": self.time, "event": self.event}
        counts = [(name, lines[c].null_count()) for c, name in named.items() if c in lines.columns]
        why = row_of([say("{rows:,} without {column}", rows=n, column=name) for name, n in counts if n])
        told = say("{lost:,} of {rows:,} rows are left out: {why}.", lost=lost, rows=lines.height, why=why)
        return [told] if lost else []


def _refuse_infinite(lines: pl.DataFrame, where: str) -> None:
    ids = lines.filter(pl.col("value").is_infinite())["id"]
    if ids.len():
        what = f"{ids.len():,} infinite {'value' if ids.len() == 1 else 'values'}, {of_ids(ids)}"
        raise DataError(what, where=where, fix="correct or remove them")
