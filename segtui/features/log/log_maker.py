"""The feature makers that read a log up to a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Self

import polars as pl
from pydantic import BeforeValidator

from segtui.data.reading.read_in_parts import Parting
from segtui.data.table import Table
from segtui.errors import Fault, PlanError
from segtui.features.log.log import Log, LogToDate
from segtui.features.log.log_columns import LogColumns
from segtui.features.log.past_rows import rows_before
from segtui.features.log.times import DAY, TimeZone, day_number, instant, is_of_utc
from segtui.features.maker import Derived
from segtui.features.prefix import Prefix, labelled, prefixed
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say


def _day(given: object) -> object:
    """The date that a text is; anything else as it is."""
    if not isinstance(given, str):
        return given
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise ValueError(say("should be a date, such as 2026-01-31, found {given!r:.60}", given=given)) from None


Day = Annotated[dt.date, BeforeValidator(_day)]
"""A date, with quotes or without."""


class LogMaker(TableMaker):
    """Base of the makers that read a log; a subclass sets `kind: Literal["its_name"]` and says what the columns are."""

    as_of: Day | None = None
    """The day to measure to: its rows count, later ones do not; default: the day after the last order or event."""
    timezone: TimeZone | None = None
    """The zone whose days count, such as Europe/Paris; for times with an offset and times since 1970, default: UTC.
    Times without an offset are taken as given."""
    prefix: Prefix = ""
    """What the names of the columns begin with, before an underscore, so that a plan may have several logs of one kind:
    with shop or shop_, frequency is shop_frequency."""

    def log_columns(self) -> LogColumns:
        """What the columns of the log are."""
        raise NotImplementedError

    def columns_needed(self) -> tuple[str, ...] | None:
        """The columns of the log that it names."""
        return self.log_columns().needed()

    def parting(self) -> Parting | None:
        """By customer."""
        return self.log_columns().parting()

    def apart(self, name: str) -> Self:
        """With the name in front of every column."""
        return self.model_copy(update={"prefix": name})

    def named(self, column: str) -> str:
        """The column with the prefix, where there is one."""
        return prefixed(self.prefix, column)

    def labelled(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The columns of these labels with the prefix, which their labels begin with too, where there is one."""
        return labelled(self.prefix, labels)

    def unpinned(self) -> Self:
        """Days are counted to the day after the last order or event of the table that came later."""
        return self.model_copy(update={"as_of": None})

    def rows_before(self, table: Table, day: dt.date) -> Table:
        """The rows before the midnight that begins the day, in the zone whose days count."""
        if found := self.faults(table.frame, "derive"):
            raise PlanError(found)
        time = self.log_columns().time
        zone = self.timezone if is_of_utc(table, time) else None
        return rows_before(table, time, instant(day_number(day) * DAY, zone), str(day))

    def measured_to(self, day: dt.date) -> Self:
        """Days are counted to that day."""
        return self.model_copy(update={"as_of": day})

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there or are of the wrong kind."""
        return self.log_columns().faults(frame, key)

    def read(self, table: Table) -> Log:
        """The whole log; raises PlanError with the faults of `faults`, or DataError where no row is complete."""
        if found := self.faults(table.frame, "derive"):
            raise PlanError(found)
        return self.log_columns().read(table)

    def types_told_apart(self) -> tuple[str, ...]:
        """The types of event that the features tell apart; all others count as one."""
        return ()

    def of_log(self, log: Log, learned: Mapping[str, Any]) -> Derived:
        """The features of the rows of a log that are typed already, by what the run's own log taught; see `transform`.

        What a customer gets depends on their own rows, `as_of` and `learned`, never on the rows of others.
        """
        raise NotImplementedError

    def to_date(self, log: Log) -> LogToDate:
        """The log up to `as_of`; raises DataError where no row is left."""
        return log.until(self.as_of or log.day_after)
