"""What customers did up to a day, and in windows that end with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.features.events.customer_events import CustomerEvents, Mask
from segtui.features.log.durations import read_duration

Columns = dict[str, NDArray[np.int64] | NDArray[np.float64] | NDArray[np.bool_]]


def ascending(windows: Sequence[str]) -> tuple[str, ...]:
    """The windows once each, the shortest first."""
    return tuple(sorted(dict.fromkeys(windows), key=lambda window: (read_duration(window), window)))


def total_columns(valued: bool) -> tuple[str, ...]:
    """The columns of `totals`."""
    value = ("value_total",) if valued else ()
    return ("events_total", "active_days", "days_since_first_event", "days_since_last_event", *value)


def window_columns(window: str, valued: bool) -> tuple[str, ...]:
    """The columns of one window."""
    value = (f"value_{window}",) if valued else ()
    return (f"events_{window}", f"active_days_{window}", *value, f"trend_{window}")


def totals(events: CustomerEvents, as_of: int, valued: bool) -> Columns:
    """Events, days with one, whole days since the first and the last to the day `as_of` (since 1970), and value."""
    every = np.ones(events.at.size, dtype=np.bool_)
    made: Columns = {
        "events_total": events.count(every),
        "active_days": _active_days(events, every),
        "days_since_first_event": as_of - events.day[events.starts],
        "days_since_last_event": as_of - events.day[events.ends],
    }
    return made | ({"value_total": events.total(every)} if valued else {})


def in_windows(events: CustomerEvents, begins: Mapping[str, tuple[int, int]], today: int, valued: bool) -> Columns:
    """Events, active days, value and trend by window; `begins` has the moments where each and the one before begin.

    The trend is (events + 1) / (events of the window before + 1), both up to the moment at which `today` begins, as
    that day may not be over: 1 where nothing changes or there is nothing.
    """
    made: Columns = {}
    for window, (begin, before) in begins.items():
        inside = events.at >= begin
        made[f"events_{window}"] = events.count(inside)
        made[f"active_days_{window}"] = _active_days(events, inside)
        if valued:
            made[f"value_{window}"] = events.total(inside)
        number, earlier = events.count(inside & (events.at < today)), events.count((events.at >= before) & ~inside)
        made[f"trend_{window}"] = (number + 1) / (earlier + 1)
    return made


def _active_days(events: CustomerEvents, inside: Mask) -> NDArray[np.int64]:
    """The days with an event of the mask, which holds for a customer's last events; of days cut off there as well."""
    new = events.begins
    new[1:] |= (events.day[1:] != events.day[:-1]) | ~inside[:-1]
    return events.count(new & inside)
