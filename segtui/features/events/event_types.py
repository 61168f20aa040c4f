"""The types of event that get columns of their own, and what those are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.events.customer_events import CustomerEvents
from segtui.features.events.windows import Columns
from segtui.features.exhibit import FEWEST_PEOPLE

MOST_TYPES = 20
"""The number of types that get columns where a plan names none."""
_LONGEST = 100
"""The most characters of a type that gets columns where a plan names none."""
_CROWD = 20
"""Customers below which a log is of so few that a type of one of them tells nobody more."""
_GLANCE = 100_000
_NO_WORD = re.compile(r"\W+")


@dataclass(frozen=True)
class TypeCounts:
    """How many events of each type there are, and the types that get columns where a plan names none.

    Those are `shared` by at least five customers, or are of a log of fewer than 20: the name of a column that one
    customer alone fills would tell who that is, also when they were forgotten.
    """

    events: Mapping[str, int]
    shared: frozenset[str]

    @property
    def frequent(self) -> tuple[str, ...]:
        """The most frequent of the shared types."""
        return frequent_types({name: number for name, number in self.events.items() if name in self.shared})


def frequent_types(events: Mapping[str, int]) -> tuple[str, ...]:
    """The most frequent types, at most 20; of equally frequent ones those that come first in the alphabet.

    A text of over 100 characters is a message rather than a type.
    """
    types = [name for name in events if len(name) <= _LONGEST]
    return tuple(sorted(types, key=lambda name: (-events[name], name))[:MOST_TYPES])


def count_types(parts: Iterable[pl.DataFrame]) -> TypeCounts:
    """The types of rows (id, event) in frames that have no id in common; most are known from a glance at the first."""
    events, people, customers = Counter[str](), Counter[str](), 0
    for rows in parts:
        here = count_events(rows["event"])
        events.update(here)
        glance = rows.head(_GLANCE)
        if customers < _CROWD:
            customers += (glance if glance["id"].n_unique() >= _CROWD else rows)["id"].n_unique()
        seen = _people(glance)
        if few := sorted(name for name in here if people[name] + seen[name] < FEWEST_PEOPLE):
            seen |= _people(rows.filter(pl.col("event").is_in(few)))
        people += seen
    shared = events if customers < _CROWD else (name for name in events if people[name] >= FEWEST_PEOPLE)
    return TypeCounts(events, frozenset(shared))


def count_events(events: pl.Series) -> Counter[str]:
    """How many there are of each type."""
    return Counter(dict(events.alias("event").drop_nulls().value_counts(name="count").iter_rows()))


def _people(rows: pl.DataFrame) -> Counter[str]:
    return Counter(dict(rows.group_by("event").agg(pl.col("id").n_unique()).iter_rows()))


def column_stems(types: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """What the columns of each type begin with: its words, small and joined by `_`.

    Two types of the same words, and those whose columns would be among `taken`, get a number behind.
    """
    stems: dict[str, str] = {}
    used = set(taken)
    for name in types:
        plain = _NO_WORD.sub("_", name).strip("_").lower() or "event"
        number, stem = 1, plain
        while used & set(type_columns(stem, valued=True)):
            number += 1
            stem = f"{plain}_{number}"
        used.update(type_columns(stem, valued=True))
        stems[name] = stem
    return stems


def type_columns(stem: str, valued: bool) -> tuple[str, ...]:
    """The columns of a type: how many, their share of all events, days since the last, and value."""
    value = (f"{stem}_value",) if valued else ()
    return (f"{stem}_count", f"{stem}_share", f"days_since_{stem}", *value)


def type_features(events: CustomerEvents, stems: Sequence[str], as_of: int, valued: bool) -> Columns:
    """The columns of each type, the days since the last counted to the day `as_of` and empty (NaN) where there is none.

    The codes of these types are 0, 1, 2 …
    """
    made: Columns = {}
    every = np.diff(np.append(events.starts, events.at.size))
    for code, stem in enumerate(stems):
        mask = events.type == code
        number = events.count(mask)
        last = np.maximum.reduceat(np.where(mask, events.day, np.iinfo(np.int64).min), events.starts)
        columns = type_columns(stem, valued)
        made[columns[0]] = number
        made[columns[1]] = number / every
        made[columns[2]] = np.where(number > 0, as_of - np.where(number > 0, last, 0), np.nan)
        if valued:
            made[columns[3]] = events.total(mask)
    return made
