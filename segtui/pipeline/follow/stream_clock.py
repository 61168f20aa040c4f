"""The time of a stream: the newest event, and the day to which days are counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from segtui.features.log.log import day_of
from segtui.features.log.times import DAY

_MINUTE = 60_000_000
AHEAD, AHEAD_OF_ZONES = 15 * _MINUTE, DAY
"""How far an event may be ahead of this machine's clock: where times are of UTC, and where they are as given."""


@dataclass(frozen=True)
class StreamClock:
    """The moment of the `newest` event, the `highest` that this machine's clock has shown, how far the stream has come
    by events that were not ahead of that clock (`reached`; all in microseconds), the `day` to which days are counted,
    and whether the stream `is_live`: its newest event came within a day.

    Events are late against `reached` alone: a device whose clock is ahead makes no event of others late. A clock that
    jumps back changes nothing. Days are counted to the day after the newest event, as makers do; of a live stream that
    is quiet, to the day after today. Events of years ago, read again, stay in their time.
    """

    newest: int
    highest: int
    reached: int
    day: dt.date
    is_live: bool = False

    def at(self, now: int) -> StreamClock:
        """The same when this machine's clock shows `now`."""
        return replace(self, highest=max(self.highest, now))

    def late_and_early(self, at: pl.Series, lateness: int, ahead: int, shown: int) -> tuple[list[int], list[int]]:
        """The places of events (n, null for none) that are too far behind the newest before or with them, and of those
        that are too far `ahead` of the clock.

        The clock has `shown` that moment where the events are from: what is later counts for no other event.
        """
        early = (at > self.highest + ahead).fill_null(False)
        start = min(self.reached, shown)
        moments = at.fill_null(start).to_numpy()
        reached = np.maximum.accumulate(np.where(moments <= shown, np.maximum(moments, start), start))
        late = (moments < reached - lateness) & at.is_not_null().to_numpy()  # what has no time is never late
        return np.flatnonzero(late).tolist(), early.arg_true().to_list()

    def after(self, times: pl.Series, now: int, zone: str | None, shown: int) -> StreamClock:
        """The same after a batch with events of these times."""
        newest, reached = times.max(), times.filter(times <= shown).max()
        found = self.at(now)
        if isinstance(reached, int):
            found = replace(found, reached=max(min(self.reached, shown), reached))
        if isinstance(newest, int):
            latest = max(self.newest, newest)
            found = replace(found, newest=latest, is_live=now - latest <= DAY)
        day = day_of(found.newest, zone)
        if found.is_live:
            day = max(day, day_of(now, zone))
        day = min(day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
        went_back = dt.timedelta() < self.day - day <= dt.timedelta(days=1)  # the clock, around midnight
        return replace(found, day=self.day if went_back else day)
