"""Visits: events of a customer with no pause longer than a gap between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.features.events.customer_events import Counts, CustomerEvents, Mask
from segtui.features.events.windows import Columns

SESSION_COLUMNS = ("sessions", "session_minutes", "events_per_session", "engagement_minutes")
_MINUTE = 60_000_000
_FASTEST = 120
"""Events a minute, over a minute or more, that no person makes."""
_LONGEST = 24 * 60
"""Minutes that no person goes on for without a pause."""


@dataclass(frozen=True)
class Sessions:
    """Sessions of customers (m): how many, and the microseconds from first to last event of all of them together.

    `tireless` (m) is true of who had one that no person has: too fast for a minute or more, or longer than a day.
    """

    number: Counts
    engaged: Counts
    tireless: Mask


def sessions(events: CustomerEvents, gap: int) -> Sessions:
    """The sessions, which end with a pause longer than the gap, in microseconds."""
    new = events.begins
    new[1:] |= np.diff(events.at) > gap
    first = np.flatnonzero(new)
    last = np.append(first[1:], events.at.size) - 1
    length = events.at[last] - events.at[first]
    owner = events.owner[first]
    begins = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    minutes = length / _MINUTE
    tireless = (minutes >= 1) & ((last - first + 1 > _FASTEST * minutes) | (minutes > _LONGEST))
    number = np.diff(np.append(begins, owner.size))
    return Sessions(number, np.add.reduceat(length, begins), np.logical_or.reduceat(tireless, begins))


def session_features(found: Sessions, events: Counts) -> Columns:
    """Sessions, their mean length in minutes, events in each, and minutes in all; `events` are all of a customer."""
    engaged = found.engaged / _MINUTE
    return {
        "sessions": found.number,
        "session_minutes": engaged / found.number,
        "events_per_session": events / found.number,
        "engagement_minutes": engaged,
    }
