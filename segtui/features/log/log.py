"""The rows of a log, and the one rule on which of them count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from segtui.errors import DataError
from segtui.features.log.log_rows import LogRows
from segtui.features.log.times import DAY, clock, day_number, day_of_number, instant
from segtui.language.sentences import say, say_counted

_YEAR, _MONTH, _DAYS = 365, 31, 10


@dataclass(frozen=True)
class LogToDate:
    """The rows of a log up to the end of a day.

    `rows` are as in Log, at least one. `begin` and `end` are the moments at which `as_of` begins and is over.
    `follows` says whether `as_of` is the day after the last row of the whole log.
    """

    rows: LogRows
    as_of: dt.date
    zone: str | None
    begin: int
    end: int
    follows: bool
    notes: tuple[str, ...]

    @property
    def first(self) -> int:
        """The moment of the first row."""
        return self.rows.first

    def day(self, moment: int) -> dt.date:
        """The day of a moment on the clocks of the zone."""
        return day_of(moment, self.zone)

    def dated(self) -> Iterator[pl.DataFrame]:
        """The rows of each part with `day` (Date, on the clocks of the zone) and `age` (Int64, whole days to `as_of`)
        for `at`."""
        for rows in self.rows.frames():
            day = clock(rows["at"], self.zone) // DAY
            made = {"day": day.cast(pl.Int32).cast(pl.Date), "age": day_number(self.as_of) - day}
            yield rows.drop("at").with_columns(**made)


@dataclass(frozen=True)
class Log:
    """The complete rows of a log, at least one.

    `rows` has id, at (Int64, a moment in microseconds since 1970), and where the plan names their columns event (text),
    worth (Float64) and order. `zone` is the one whose days count, None where times are as given. `called` is what
    messages call a row; `where` the log's file; `notes` say what was left out. `marks_returns` says whether a C before
    an order's id means that it was returned; None: as most of the rows tell.
    """

    rows: LogRows
    zone: str | None
    called: str
    where: str
    notes: tuple[str, ...]
    marks_returns: bool | None = None

    @property
    def first(self) -> dt.date:
        """The day of the first row."""
        return day_of(self.rows.first, self.zone)

    @property
    def last(self) -> dt.date:
        """The day of the last row."""
        return day_of(self.rows.last, self.zone)

    @property
    def day_after(self) -> dt.date:
        """The day after the last row, or that day where the calendar ends."""
        return min(self.last, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)

    def until(self, as_of: dt.date) -> LogToDate:
        """The rows up to the end of the day `as_of`, in the log's zone: those of that day count, later ones do not.

        Raises DataError where there is none.
        """
        self.refuse_none_until(as_of)
        known = self.measured_to(as_of)
        if self.last <= as_of:
            return known
        kept = self.rows.before(known.end)
        later = say_counted(
            "{count:,} of {rows:,} rows is dated after {day:day} and is left out.",
            "{count:,} of {rows:,} rows are dated after {day:day} and are left out.",
            self.rows.height - kept.height,
            rows=self.rows.height,
            day=str(as_of),
        )
        return replace(known, rows=kept, notes=(*self.notes, later))

    def refuse_none_until(self, as_of: dt.date) -> None:
        """Raise DataError where every row is after the day `as_of`."""
        if self.first > as_of:
            what = say("no {called} is dated on or before as_of, {as_of}", called=self.called, as_of=as_of)
            raise DataError(what, where=self.where, fix=say("the first is of {first}", first=self.first))

    def measured_to(self, as_of: dt.date) -> LogToDate:
        """All rows, whenever they are, measured to the day `as_of`."""
        day = day_number(as_of)
        begin, end = instant(day * DAY, self.zone), instant((day + 1) * DAY, self.zone)
        return LogToDate(self.rows, as_of, self.zone, begin, end, (as_of - self.last).days == 1, self.notes)


def lone_end(log: LogToDate) -> tuple[str, int] | None:
    """The day of the last row and how many days it comes after the one before, where that is doubtfully many.

    That is over a year, or after ten days with rows or more over a month and longer than all before took.
    """
    ages = pl.concat([frame["age"].unique() for frame in log.dated()]).unique().sort()
    if ages.len() < 2:
        return None
    last, before, first = int(ages[0]), int(ages[1]), int(ages[-1])
    gap = before - last
    if gap > _YEAR or (gap > max(_MONTH, first - before) and ages.len() > _DAYS):
        return str(log.as_of - dt.timedelta(days=last)), gap
    return None


def day_of(moment: int, zone: str | None) -> dt.date:
    """The day of a moment on the clocks of the zone."""
    return day_of_number(int(clock(pl.Series([moment], dtype=pl.Int64), zone)[0]) // DAY)
