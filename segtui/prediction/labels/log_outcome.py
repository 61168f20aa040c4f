"""Labels from a log: who did something in the days after a snapshot, and who did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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

Predicted = Literal["purchase", "churn"]
Truth = NDArray[np.bool_]


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

    def read(self, table: Table) -> OutcomeDays:
        """What happened, by customer and day.

        Raises PlanError for columns that don't suit and events that nobody had, DataError where no row is complete.
        """
        if found := self.columns.faults(table.frame, "predict"):
            raise PlanError(found)
        log = self.columns.read(table)
        if self.columns.kind is ORDER:
            orders = orders_and_returns(log, self.columns.order)
            return OutcomeDays(self, log, _days(log, log.rows.frames()), _days(log, orders.orders.rows.frames()))
        if not self.events:
            acts = _days(log, log.rows.frames())
            return OutcomeDays(self, log, acts, acts)
        self._refuse_unknown(log)
        counted = (frame.filter(pl.col("event").is_in(self.events)) for frame in log.rows.frames())
        return OutcomeDays(self, log, _days(log, log.rows.frames()), _days(log, counted))

    def _refuse_unknown(self, log: Log) -> None:
        there = pl.concat([frame["event"].unique() for frame in log.rows.frames()]).unique().sort().to_list()
        unknown = [name for name in self.events if name not in there]
        if unknown:
            raise PlanError([Fault("predict.events", f'no event is called "{n}"', nearest(n, there)) for n in unknown])


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


def _days(log: Log, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    found = [
        pl.DataFrame({"id": plain_ids(frame["id"]), "day": clock(frame["at"], log.zone) // DAY}).unique()
        for frame in frames
    ]
    return pl.concat(found).unique().sort("id", "day")
