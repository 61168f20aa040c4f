"""Labels from a log: who did something in the days after a snapshot, and who did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.table import Table
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import Fault, PlanError, nearest
from segtui.features.log.durations import read_duration
from segtui.features.log.log import Log
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.features.log.times import DAY, clock, day_number
from segtui.features.rfm.order_lines import orders_and_returns
from segtui.language.sentences import say

Predicted = Literal["purchase", "churn"]
Truth = NDArray[np.bool_]
Keeps = Callable[[pl.Series], pl.Series] | None
"""Which of some ids (n) are looked at; None: all."""


def horizon_days(horizon: str) -> int:
    """The days of a horizon such as 30d or 4w; raises ValueError for one that is not of whole days."""
    days, rest = divmod(read_duration(horizon), dt.timedelta(days=1))
    if rest or not days:
        raise ValueError(f'"{horizon}" is not a number of whole days, such as 30d or 4w')
    return days


@dataclass(frozen=True)
class LogOutcome:
    """What is predicted: that a customer does something within `horizon` days of a log (purchase), or nothing (churn).

    `columns` say what the log's columns are; a cancelled or returned order is not a purchase. `events` are the types
    that count, empty: all. With `active_days` only customers who did it in this many days before a snapshot are asked.
    """

    columns: LogColumns
    predicts: Predicted
    horizon: int
    events: tuple[str, ...] = ()
    active_days: int | None = None

    def read(self, table: Table, keeps: Keeps = None) -> OutcomeDays:
        """What happened, by customer and day, to all or to those whose ids it `keeps`; the log's days are those of all.

        Raises PlanError for columns that don't suit and events that nobody had, DataError where no row is complete.
        """
        if found := self.columns.faults(table.frame, "predict"):
            raise PlanError(found)
        log = self.columns.read(table)
        seen = _days(log, log.rows.frames(), keeps)
        if self.columns.kind is not ORDER and not self.events:
            return OutcomeDays(self, log, seen, seen)
        if self.events:
            self._refuse_unknown(log)
        return OutcomeDays(self, log, seen, _days(log, self._acts(log), keeps))

    def customers(self, table: Table) -> tuple[pl.Series, pl.Series]:
        """The ids, sorted, of all customers in a log, and of those who are asked on the day after it.

        Raises what `read` raises; days are not kept, so that a log in parts stays there.
        """
        if found := self.columns.faults(table.frame, "predict"):
            raise PlanError(found)
        log = self.columns.read(table)
        everyone = _ids(frame["id"] for frame in log.rows.frames())
        if self.active_days is None:
            return everyone, everyone
        since = day_number(log.day_after) - self.active_days
        recent = (_days(log, [frame], None).filter(pl.col("day") >= since)["id"] for frame in self._acts(log))
        return everyone, _ids(recent)

    def _acts(self, log: Log) -> Iterator[pl.DataFrame]:
        """The rows of a log that count."""
        if self.columns.kind is ORDER:
            return orders_and_returns(log, self.columns.order).orders.rows.frames()
        frames = log.rows.frames()
        return (each.filter(pl.col("event").is_in(self.events)) for each in frames) if self.events else frames

    def _refuse_unknown(self, log: Log) -> None:
        there = pl.concat([frame["event"].unique() for frame in log.rows.frames()]).unique().sort().to_list()
        unknown = [name for name in self.events if name not in there]
        if unknown:
            raise PlanError(
                [Fault("predict.events", say('no event is called "{n}"', n=n), nearest(n, there)) for n in unknown]
            )


@dataclass(frozen=True)
class OutcomeDays:
    """The days on which customers did anything (`seen`) and what is predicted (`acts`).

    Both have id and day (Int64, days since 1970), once each, sorted by both.
    """

    outcome: LogOutcome
    log: Log
    seen: pl.DataFrame
    acts: pl.DataFrame

    @property
    def first(self) -> dt.date:
        """The day of the first row."""
        return self.log.first

    @property
    def over(self) -> dt.date:
        """The day after the last row: what happened before it is known."""
        return self.log.day_after

    def known(self, day: dt.date) -> pl.Series:
        """The ids, sorted, of customers with a row before a day; of the active ones, where the outcome asks for it."""
        before = self.seen.filter(pl.col("day") < day_number(day))
        if self.outcome.active_days is not None:
            since = day_number(day) - self.outcome.active_days
            before = self.acts.filter(pl.col("day") < day_number(day), pl.col("day") >= since)
        return before["id"].unique().sort()

    def labels(self, ids: pl.Series, day: dt.date) -> Truth:
        """Whether (n) what is predicted is true of each customer in the days from `day` on, that day included."""
        begin = day_number(day)
        later = self.acts.filter(pl.col("day") >= begin, pl.col("day") < begin + self.outcome.horizon)
        acted = ids.is_in(later["id"].unique().implode()).to_numpy().astype(np.bool_)
        return ~acted if self.outcome.predicts == "churn" else acted


def _ids(parts: Iterable[pl.Series]) -> pl.Series:
    """The ids of several, sorted, each once."""
    return pl.concat([plain_ids(ids.unique()) for ids in parts]).unique().sort().alias("id")


def _days(log: Log, frames: Iterable[pl.DataFrame], keeps: Keeps) -> pl.DataFrame:
    found = []
    for frame in frames:
        days = pl.DataFrame({"id": plain_ids(frame["id"]), "day": clock(frame["at"], log.zone) // DAY}).unique()
        found.append(days.filter(keeps(days["id"])) if keeps else days)
    return pl.concat(found).unique().sort("id", "day")
