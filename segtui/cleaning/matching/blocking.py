"""Which pairs of rows are worth comparing: those that share a value, or parts of two values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.matching.comparison import ComparedColumn, Rows

LARGEST = 50
"""Rows that share a key are compared if there are no more than this."""
_MOST_PER_ROW, _MOST_ANYWAY = 12, 100_000
_BEGINNING = 3


@dataclass(frozen=True)
class KeyBlock:
    """A key by which rows were compared: `columns` are the places of those it is made of, of two columns the whole
    value of one and the beginning of the other.

    `met` (n) says which rows were compared with all others of their key, `found` whether any were; `dropped` is how
    many keys had too many rows, `most` the number of rows of the largest of these.
    """

    columns: tuple[int, ...]
    met: NDArray[np.bool_]
    found: bool
    dropped: int
    most: int


@dataclass(frozen=True)
class Candidates:
    """Pairs of rows to compare: `left` < `right` (p), rising, each pair once, and the keys they come from.

    `largest` is the number of rows up to which a key was used.
    """

    left: Rows
    right: Rows
    blocks: tuple[KeyBlock, ...]
    largest: int = LARGEST


def candidates(columns: Sequence[ComparedColumn]) -> Candidates:
    """The pairs of rows that share a value of one column, or one value and the beginning of another.

    Where that gives more than a dozen pairs for each row, keys of fewer rows have to do: memory stays bounded.
    """
    n = len(columns[0].codes)
    keys = list(_keys(columns))
    sizes = [_sizes(key) for _, key in keys]
    largest = _limit(sizes, max(_MOST_PER_ROW * n, _MOST_ANYWAY))
    pairs, blocks = np.empty(0, np.int64), []
    for (places, key), counts in zip(keys, sizes, strict=True):
        met = (key >= 0) & (counts[key] <= largest)
        several, over = met & (counts[key] > 1), counts[counts > largest]
        blocks.append(KeyBlock(places, met, bool(several.any()), over.size, int(over.max(initial=0))))
        pairs = _distinct(np.concatenate([pairs, _pairs(key, several, n)]))
    left, right = np.divmod(pairs, max(n, 1))
    return Candidates(left, right, tuple(blocks), largest)


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers, rising, each once; np.unique hashes, which takes ten times as long."""
    numbers.sort()
    return numbers[np.append(True, numbers[1:] != numbers[:-1])] if numbers.size else numbers


def _keys(columns: Sequence[ComparedColumn]) -> Iterator[tuple[tuple[int, ...], NDArray[np.int64]]]:
    """The columns of each key, and the key of each row as a number from 0; -1 where a cell is empty."""
    whole = [column.codes.astype(np.int64) for column in columns]
    begun = [_beginnings(column) for column in columns]
    for i, codes in enumerate(whole):
        yield (i,), codes
    for i, j in combinations(range(len(columns)), 2):
        start, other = begun[i], begun[j]
        if start is None and other is None:
            yield (i, j), _both(whole[i], whole[j])
        if start is not None:
            yield (i, j), _both(start, whole[j])
        if other is not None:
            yield (i, j), _both(whole[i], other)


def _beginnings(column: ComparedColumn) -> NDArray[np.int64] | None:
    """The number of the first letters of each cell; None for kinds that are compared as a whole."""
    if column.kind not in ("name", "email"):
        return None
    of_value = column.values.str.head(_BEGINNING).rank("dense").cast(pl.Int64).to_numpy() - 1
    return np.where(column.codes >= 0, np.append(of_value, -1)[column.codes], -1)


def _both(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    wide = np.where((first >= 0) & (second >= 0), first * (int(second.max(initial=0)) + 1) + second, -1)
    return np.unique(wide, return_inverse=True)[1].reshape(-1) - int((wide < 0).any())


def _sizes(key: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bincount(key[key >= 0], minlength=1)


def _limit(sizes: Sequence[NDArray[np.int64]], most: int) -> int:
    """The largest size of keys, up to LARGEST, with which there are not more than `most` pairs."""
    of_size = np.zeros(LARGEST + 1, np.int64)
    for counts in sizes:
        of_size += np.bincount(counts[counts <= LARGEST], minlength=LARGEST + 1)
    size = np.arange(LARGEST + 1)
    total = np.cumsum(of_size * size * (size - 1) // 2)
    return max(2, int(size[total <= most].max()))


def _pairs(key: NDArray[np.int64], used: NDArray[np.bool_], n: int) -> NDArray[np.int64]:
    """Every two rows of a key as the number left × n + right."""
    rows = np.flatnonzero(used)
    rows = rows[np.argsort(key[rows], kind="stable")]
    of, found, apart = key[rows], [np.empty(0, np.int64)], 1
    at = np.arange(max(len(rows) - 1, 0))
    while (at := at[at + apart < len(rows)]).size:
        at = at[of[at] == of[at + apart]]
        found.append(rows[at] * n + rows[at + apart])
        apart += 1
    return np.concatenate(found)
