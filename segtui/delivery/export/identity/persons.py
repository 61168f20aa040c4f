"""Which rows are the same person: those that share an id, an address or a phone, directly or through other rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
"""A number for each row, such as the hash of its address; 0 if it has none."""
Rows = NDArray[np.int32]
Kind = TypeVar("Kind", np.uint32, np.bool_)
_CHUNK = 1 << 18
_SHIFT = np.uint64(32)
_SLICES = 64
"""The most slices that repeated keys are looked for in: each goes through all keys."""


@dataclass(frozen=True)
class KeyPart:
    """The keys of some rows: of those from `first` on, or of `rows` if given."""

    first: int
    keys: Keys
    rows: Rows | None = None

    @classmethod
    def of(cls, rows: Rows, keys: Keys) -> KeyPart:
        """A part that stores no row numbers if the rows are consecutive."""
        there = keys != 0
        rows, keys = rows[there], keys[there]
        plain = bool(rows.size) and bool((np.diff(rows) == 1).all())
        return cls(int(rows[0]) if plain else 0, keys, None if plain else rows)

    def numbered(self, which: NDArray[np.bool_] | slice = slice(None)) -> Rows:
        """The numbers of the rows, or of some of them."""
        rows = np.arange(self.first, self.first + self.keys.size, dtype=np.int32) if self.rows is None else self.rows
        return rows[which]


@dataclass(frozen=True)
class Persons:
    """`shared` are the rows (of `height`) whose person has more than one, `of` the person number of each.

    Every other row is a person of its own.
    """

    height: int
    shared: Rows
    of: Rows

    def spread(self, flags: NDArray[Kind]) -> NDArray[Kind]:
        """Flags by row as flags by person: every row gets those of all rows of its person."""
        if not self.shared.size:
            return flags
        met = np.zeros(int(self.of.max()) + 1, dtype=flags.dtype)
        np.bitwise_or.at(met, self.of, flags[self.shared])
        spread = flags.copy()
        spread[self.shared] = met[self.of]
        return spread

    def numbers(self, first: int = 0, end: int | None = None) -> NDArray[np.int64]:
        """The person number of each row from `first` to `end`, equal only for rows of one person."""
        end = self.height if end is None else end
        found = np.arange(first, end, dtype=np.int64)
        here = slice(*np.searchsorted(self.shared, [first, end]))
        found[self.shared[here] - first] = self.height + self.of[here].astype(np.int64)
        return found

    def largest(self) -> int:
        """The number of rows of the person with the most."""
        return int(np.bincount(self.of).max()) if self.shared.size else min(1, self.height)

    def count(self, rows: NDArray[np.int64]) -> int:
        """The number of people in some rows."""
        alone = np.setdiff1d(rows, self.shared).size
        return int(alone + np.unique(self.of[np.isin(self.shared, rows)]).size)


def persons(height: int, kinds: Iterable[Sequence[KeyPart]]) -> Persons:
    """The people of `height` rows; each of `kinds` is one kind of key, in parts."""
    links = [linked for kind in kinds if (linked := _links(kind)) is not None]
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


def among(keys: Keys, known: Keys) -> NDArray[np.bool_]:
    """Which keys are among the known ones, which are sorted; never 0."""
    met = np.zeros(keys.size, np.bool_)
    for at in range(0, keys.size if known.size else 0, _CHUNK):
        order = at + np.argsort(keys[at : at + _CHUNK])  # neighbours are looked for in turn: six times as fast
        some = keys[order]
        found = known[np.minimum(np.searchsorted(known, some), known.size - 1)]
        met[order] = (found == some) & (some != 0)
    return met


def _links(parts: Sequence[KeyPart]) -> tuple[Rows, Rows] | None:
    """Pairs of rows with the same key, enough to join all that have it.

    Most keys belong to one row; only the others are sorted with their rows, which saves most of the memory.
    """
    again = _repeated(parts)
    if not again.size:
        return None
    met = [among(part.keys, again) for part in parts]
    keys = np.concatenate([part.keys[which] for part, which in zip(parts, met, strict=True)])
    rows = np.concatenate([part.numbered(which) for part, which in zip(parts, met, strict=True)])
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    same = (keys[1:] == keys[:-1]) & (rows[1:] != rows[:-1])
    return (rows[:-1][same], rows[1:][same]) if same.any() else None


def _repeated(parts: Sequence[KeyPart]) -> Keys:
    """The keys that occur more than once, sorted; found slice by slice, so that little is sorted at a time."""
    slices = min(_SLICES, 1 << (sum(part.keys.size for part in parts) // _CHUNK).bit_length())
    found = [np.empty(0, np.uint64)]
    for one in range(slices):
        mine = [part.keys[(part.keys >> _SHIFT) & np.uint64(slices - 1) == one] for part in parts]
        keys = np.sort(np.concatenate(mine)) if mine else np.empty(0, np.uint64)
        found.append(np.unique(keys[1:][(keys[1:] == keys[:-1]) & (keys[1:] != 0)]))
    return np.sort(np.concatenate(found))
