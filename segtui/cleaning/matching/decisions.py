"""What somebody decided about pairs of ids: which rows that are, and whether it fits together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
import polars as pl

from segtui.cleaning.matching.comparison import Rows

Pairs = Sequence[Sequence[str]]
"""Pairs of ids."""


def contradiction(same: Pairs, different: Pairs) -> list[str]:
    """The ids that `same` makes one person, from one to the other of a pair that is `different`; empty where all fits.

    The chain is the shortest for the first such pair.
    """
    beside: dict[str, list[str]] = {}
    for one, other in same:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    return next((chain for one, other in different if (chain := _chain(beside, one, other))), [])


def _chain(beside: dict[str, list[str]], start: str, end: str) -> list[str]:
    came_from, waiting = {start: start}, deque([start])
    while waiting and end not in came_from:
        here = waiting.popleft()
        for there in beside.get(here, []):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    if end not in came_from:
        return []
    found = [end]
    while found[-1] != start:
        found.append(came_from[found[-1]])
    return found[::-1]


class DecidedRows:
    """The rows of ids that decisions name."""

    def __init__(self, ids: pl.Series, pairs: Sequence[Sequence[str]]) -> None:
        named = sorted({id for pair in pairs for id in pair})
        rows = np.flatnonzero(ids.is_in(named).to_numpy()) if named else np.empty(0, np.int64)
        self._rows: dict[str, list[int]] = {id: [] for id in named}
        for row, id in zip(rows.tolist(), ids.gather(rows).to_list(), strict=True):
            self._rows[id].append(row)
        self.unknown = tuple(id for id in named if not self._rows[id])

    def pairs(self, decided: Sequence[Sequence[str]]) -> tuple[Rows, Rows]:
        """The pairs of rows of pairs of ids."""
        rows = [(a, b) for one, other in decided for a in self._rows[one] for b in self._rows[other]]
        both = np.sort(np.array(rows, dtype=np.int64).reshape(-1, 2), axis=1)
        return both[:, 0], both[:, 1]
