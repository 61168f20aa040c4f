"""The events of a log up to a day, with their customers by number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from segtui.features.log.log import LogToDate, day_of


@dataclass(frozen=True)
class EventLog:
    """The events up to a day, and their customers.

    `events` has a row for each: who (UInt32, its place in `ids`), at (Int64, a moment in microseconds), event (text,
    where the log has types) and worth (Float64, where it has values; 0 where a row has none). `ids` are those of the
    customers, sorted. `begin` and `end` are the moments at which `as_of` begins and is over in the `zone`, or on the
    clock of the log where that is None.
    """

    events: pl.DataFrame
    ids: pl.Series
    as_of: dt.date
    begin: int
    end: int
    zone: str | None

    def day(self, moment: int) -> dt.date:
        """The day of a moment on the clocks of the zone."""
        return day_of(moment, self.zone)

    @property
    def first(self) -> int:
        """The moment of the first event."""
        return int(self.events["at"].to_numpy().min())


def event_log(log: LogToDate) -> EventLog:
    """The events of a log with their customers by number."""
    people = log.rows.select(pl.col("id").unique()).sort("id").with_row_index("who")
    events = log.rows.join(people, on="id", how="left", maintain_order="left").select(pl.exclude("id"))
    return EventLog(events, people["id"], log.as_of, log.begin, log.end, log.zone)
