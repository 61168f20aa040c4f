"""All features of a log, made part by part so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import polars as pl

from segtui.features.events.customer_events import Counts, CustomerEvents, Mask, parts
from segtui.features.events.event_types import type_columns, type_features
from segtui.features.events.paths import Walk, path_columns, path_features, walk
from segtui.features.events.sessions import SESSION_COLUMNS, session_features, sessions
from segtui.features.events.windows import Columns, in_windows, total_columns, totals, window_columns
from segtui.features.log.durations import read_duration
from segtui.features.log.log import LogToDate
from segtui.features.log.times import DAY, day_number, instant

Begins = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Wanted:
    """The features of a log: windows, the gap between sessions, types with what their columns begin with, paths."""

    windows: tuple[str, ...]
    gap: str
    stems: Mapping[str, str]
    paths: tuple[tuple[str, ...], ...]
    valued: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The types that anything is about, those with columns first."""
        return tuple(dict.fromkeys([*self.stems, *chain(*self.paths)]))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the features, in their order."""
        return tuple(
            chain(
                total_columns(self.valued),
                *(window_columns(window, self.valued) for window in self.windows),
                SESSION_COLUMNS,
                *(type_columns(stem, self.valued) for stem in self.stems.values()),
                *(path_columns(number) for number in range(1, len(self.paths) + 1)),
            )
        )

    @property
    def aside(self) -> tuple[str, ...]:
        """Those that restate others, or are empty for who never did something."""
        types = chain(*(type_columns(stem, valued=False)[1:] for stem in self.stems.values()))
        paths = chain(*(path_columns(number) for number in range(1, len(self.paths) + 1)))
        return (*types, *(name for name in paths if not name.endswith("_steps") or "direct" in name))


@dataclass
class Seen:
    """What is gathered from the parts: the ids and each feature, walks of each path, and by customer the moments of
    first events, numbers of events, and whose sessions no person has; and the last moment of all."""

    ids: list[pl.Series] = field(default_factory=list)
    features: dict[str, list[pl.Series]] = field(default_factory=dict)
    walks: list[list[Walk]] = field(default_factory=list)
    firsts: list[Counts] = field(default_factory=list)
    events: list[Counts] = field(default_factory=list)
    tireless: list[Mask] = field(default_factory=list)
    last: int = 0


def window_begins(log: LogToDate, windows: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The moments at which each window and the one before it begin: so long before `as_of` begins in the log's zone."""
    end = day_number(log.as_of) * DAY
    lengths = {window: round(read_duration(window).total_seconds()) * 1_000_000 for window in windows}
    return {w: (instant(end - of, log.zone), instant(end - 2 * of, log.zone)) for w, of in lengths.items()}


def event_features(log: LogToDate, wanted: Wanted) -> tuple[pl.DataFrame, Seen]:
    """The features after their customer's `id`, sorted by it, and what the notes are about."""
    found = Seen(features={name: [] for name in wanted.columns}, walks=[[] for _ in wanted.paths])
    begins = window_begins(log, wanted.windows)
    for events in parts(log, wanted.names):
        made = _features(events, log, wanted, begins, found)
        found.ids.append(events.ids.alias("id"))
        for name in wanted.columns:
            found.features[name].append(_column(name, made[name]))
    return _together(found), found


def _together(found: Seen) -> pl.DataFrame:
    """The features of all parts sorted by id; column by column, so that nothing but the frame itself is large."""
    ids = pl.concat(found.ids)
    order = ids.arg_sort()
    columns = [ids.gather(order)]
    while found.features:
        name = next(iter(found.features))
        columns.append(pl.concat(found.features.pop(name)).gather(order))
    return pl.DataFrame(columns)


def _features(events: CustomerEvents, log: LogToDate, wanted: Wanted, begins: Begins, found: Seen) -> Columns:
    as_of = day_number(log.as_of)
    visits = sessions(events, round(read_duration(wanted.gap).total_seconds()) * 1_000_000)
    made = totals(events, as_of, wanted.valued) | in_windows(events, begins, log.begin, wanted.valued)
    every = np.diff(np.append(events.starts, events.at.size))
    made |= session_features(visits, every)
    made |= type_features(events, list(wanted.stems.values()), as_of, wanted.valued)
    code = {name: number for number, name in enumerate(wanted.names)}
    for number, path in enumerate(wanted.paths, 1):
        walked = walk(events, [code[name] for name in path])
        made |= path_features(walked, number)
        found.walks[number - 1].append(walked)
    found.firsts.append(events.at[events.starts])
    found.events.append(every)
    found.tireless.append(visits.tireless)
    found.last = max(found.last, int(events.at.max()))
    return made


def _column(name: str, values: Counts | Mask | np.ndarray[tuple[int], np.dtype[np.float64]]) -> pl.Series:
    made = pl.Series(name, values)
    if not made.dtype.is_float():
        return made
    made = made.fill_nan(None)
    return made.cast(pl.Int64) if name.startswith("days_since_") else made
