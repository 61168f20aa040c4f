"""Which row has a key, of millions of rows: in step with them where keys come in their order, else by a sorted index
that is made slice by slice, so that little is in memory beside the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Rows = NDArray[np.int32]
_AT_ONCE = 1 << 18
_SLICES = 64
"""The most slices of keys: each is looked for among all of them."""
_WIDEST = 4
"""How many times as many rows as keys are looked at for the next keys in step."""


@dataclass(frozen=True)
class KeyIndex:
    """`keys` (n) rise, each once; `rows` (n) are the first rows that have them; `repeated` are keys of several rows."""

    keys: Keys
    rows: Rows
    repeated: Keys

    @classmethod
    def of(cls, every: Keys) -> KeyIndex:
        """That of rows with these keys (n), well mixed as hashes are. It takes twelve bytes a row."""
        keys, rows = np.empty(every.size, np.uint64), np.empty(every.size, np.int32)
        repeated: list[Keys] = [np.empty(0, np.uint64)]
        end = 0
        for found, first, counts in _slices(every):
            at, end = end, end + int(found.size)
            keys[at:end], rows[at:end] = found, first
            repeated.append(found[counts > 1])
        return cls(keys[:end], rows[:end], np.concatenate(repeated))

    @classmethod
    def of_repeated(cls, every: Keys) -> KeyIndex:
        """The same of the keys that several rows have alone."""
        keys: list[Keys] = [np.empty(0, np.uint64)]
        rows = [np.empty(0, np.int32)]
        for found, first, counts in _slices(every):
            keys.append(found[counts > 1])
            rows.append(first[counts > 1].astype(np.int32))
        several = np.concatenate(keys)
        return cls(several, np.concatenate(rows), several)

    def places(self, keys: Keys) -> NDArray[np.int64]:
        """Where in `keys` and `rows` each of these keys (m) stands; -1 where it does not."""
        if not self.keys.size:
            return np.full(keys.size, -1, np.int64)
        order = np.argsort(keys)  # neighbours are looked for in turn: six times as fast
        at = np.empty(keys.size, np.int64)
        at[order] = np.minimum(np.searchsorted(self.keys, keys[order]), self.keys.size - 1)
        return np.where(self.keys[at] == keys, at, -1)

    def rows_of(self, keys: Keys) -> Rows:
        """The first row with each of these keys (m); -1 without one."""
        places = self.places(keys)
        return np.where(places >= 0, self.rows[places] if self.rows.size else -1, -1).astype(np.int32)


def whole(parts: Iterable[Keys], size: int) -> Keys:
    """Keys that come in parts as one array, of at most `size`."""
    every, count = np.empty(size, np.uint64), 0
    for part in parts:
        every[count : count + part.size] = part
        count += part.size
    return every[:count]


def first_rows(every: Keys, blocks: Iterable[Keys]) -> tuple[tuple[Rows, ...], Keys]:
    """The first of the rows with the keys `every` (n) that has each key, -1 without one, block by block; and the keys
    that several rows have. Nobody has the key 0.

    Blocks that come in the order of the rows, some of them left out, need no index of all: but for the keys of several
    rows, nothing is held beside the result.
    """
    found: list[Rows] = []
    at, index = 0, None
    for keys in blocks:
        rows = _in_step(every, at, keys) if index is None else None
        if rows is None:
            index = index or KeyIndex.of(every)
            rows = index.rows_of(keys)
        at = max(at, int(rows.max(initial=-1)) + 1)
        rows[keys == 0] = -1
        found.append(rows)
    index = index or KeyIndex.of_repeated(every)
    if index.repeated.size:
        for rows in found:
            first = index.rows_of(every[rows])
            rows[:] = np.where((rows >= 0) & (first >= 0), first, rows)
    return tuple(found), index.repeated


def _in_step(every: Keys, at: int, keys: Keys) -> Rows | None:
    """The rows of the keys from row `at` on; None if one of them is not near."""
    if np.array_equal(every[at : at + keys.size], keys):
        return np.arange(at, at + keys.size, dtype=np.int32)
    for times in range(1, _WIDEST + 1):
        near = KeyIndex.of(every[at : at + times * keys.size])
        rows = near.rows_of(keys)
        if (rows >= 0).all():
            return rows + np.int32(at)
    return None


def _slices(every: Keys) -> Iterator[tuple[Keys, NDArray[np.int64], NDArray[np.int64]]]:
    """The keys in rising order, each once, with their first rows and how many have them: slice by slice."""
    bits = min(_SLICES, 1 << (every.size // _AT_ONCE).bit_length()).bit_length()
    for top in range(1 << bits):
        mine = _rows_with(every, top, bits)
        found, first, counts = np.unique(every[mine], return_index=True, return_counts=True)
        yield found, mine[first], counts


def _rows_with(keys: Keys, top: int, bits: int) -> NDArray[np.int64]:
    """The rows of the keys that have these first bits."""
    shift, found = np.uint64(64 - bits), [np.empty(0, np.int64)]
    for at in range(0, keys.size, _AT_ONCE):
        found.append(np.flatnonzero(keys[at : at + _AT_ONCE] >> shift == top) + at)
    return np.concatenate(found)
