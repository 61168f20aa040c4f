"""Which rows are the same person: those that share an id, an address or a phone, and all that they share with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
"""A number for each row by what it has, such as the hash of its address; 0 where it has none."""
Rows = NDArray[np.int32]
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Persons:
    """`shared` are the rows (of `height`) whose person has more than one, `of` the person's number of each of these.

    All other rows are a person each.
    """

    height: int
    shared: Rows
    of: Rows

    def spread(self, flags: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Flags by row as flags by person: every row has those of all rows of its person."""
        if not self.shared.size:
            return flags
        met = np.zeros(int(self.of.max()) + 1, dtype=np.uint32)
        np.bitwise_or.at(met, self.of, flags[self.shared])
        spread = flags.copy()
        spread[self.shared] = met[self.of]
        return spread

    def numbers(self) -> NDArray[np.int64]:
        """The person's number of every row, the same for rows of one person only."""
        found = np.arange(self.height, dtype=np.int64)
        found[self.shared] = self.height + self.of.astype(np.int64)
        return found

    def largest(self) -> int:
        """How many rows the person with the most has."""
        return int(np.bincount(self.of).max()) if self.shared.size else min(1, self.height)

    def count(self, rows: NDArray[np.int64]) -> int:
        """How many people some rows are."""
        alone = np.setdiff1d(rows, self.shared).size
        return int(alone + np.unique(self.of[np.isin(self.shared, rows)]).size)


def persons(height: int, keys: Iterable[tuple[Rows, Keys]]) -> Persons:
    """The people of `height` rows; each of `keys` is one kind of key, with the row that has it."""
    links = [linked for rows, kind in keys if (linked := _links(rows, kind)) is not None]
    if not links:
        return Persons(height, np.empty(0, np.int32), np.empty(0, np.int32))
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first, second = (np.concatenate(side) for side in zip(*links, strict=True))
    shared = np.unique(np.concatenate([first, second]))
    ends = np.searchsorted(shared, first), np.searchsorted(shared, second)
    graph = coo_matrix((np.ones(first.size, np.int8), ends), shape=(shared.size, shared.size))
    _, of = connected_components(graph, directed=False)
    return Persons(height, shared.astype(np.int32), of.astype(np.int32))


def _links(rows: Rows, keys: Keys) -> tuple[Rows, Rows] | None:
    """Pairs of rows with the same key, enough to join all that have it.

    Most keys are of one row only: just the others are sorted with their rows, which spares most of the memory.
    """
    ordered = np.sort(keys)
    again = np.unique(ordered[1:][(ordered[1:] == ordered[:-1]) & (ordered[1:] != 0)])
    del ordered
    if not again.size:
        return None
    met = np.concatenate([_among(keys[at : at + _CHUNK], again) for at in range(0, keys.size, _CHUNK)])
    rows, keys = rows[met], keys[met]
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    same = (keys[1:] == keys[:-1]) & (rows[1:] != rows[:-1])
    return (rows[:-1][same], rows[1:][same]) if same.any() else None


def _among(keys: Keys, known: Keys) -> NDArray[np.bool_]:
    """Which keys are among the known ones, which are sorted."""
    at = np.minimum(np.searchsorted(known, keys), known.size - 1)
    met: NDArray[np.bool_] = known[at] == keys
    return met
