"""The nearest neighbors of every row, searched once for all algorithms that need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import Span, in_threads, spans, worthwhile

if TYPE_CHECKING:
    from segtui.clustering.density.kd_trees import BlockTree

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]

_BLOCK = 1 << 15  # rows searched, or pairs measured, at a time: keeps temporary arrays to a few MiB
_SPAN = 1 << 11  # slots of the tree that a thread searches for at a time
_KERNEL_MOST = 256  # a sorted list takes k steps per neighbour found, SciPy's heap fewer


@dataclass(frozen=True)
class Neighbours:
    """The k nearest other rows of every row, by rising distance, ties by row number.

    `rows` is int32 (n, k), `squared` the squared Euclidean distances, float64 (n, k).
    """

    rows: Rows
    squared: Floats

    @property
    def count(self) -> int:
        """How many neighbours each row has here (k)."""
        return int(self.rows.shape[1])

    def first(self, k: int) -> Neighbours:
        """The k nearest of them, without a copy."""
        return Neighbours(self.rows[:, :k], self.squared[:, :k])

    def none(self) -> Neighbours:
        """The lists of no row."""
        return Neighbours(self.rows[:0], self.squared[:0])


def nearest_neighbours(values: Floats, k: int, threads: int = 1, tree: BlockTree | None = None) -> Neighbours:
    """Exact k nearest neighbours by a k-d tree; k from 0 to n - 1. The result does not depend on the number of threads.

    Which of several equally distant rows end a list is unspecified. `tree` saves building it.
    """
    found = Neighbours(np.empty((len(values), k), np.int32), np.empty((len(values), k)))
    if k == 0:
        return found
    if worthwhile(len(values)) and k <= _KERNEL_MOST:
        _by_kernel(values, found, threads, tree)
    else:
        _by_scipy(values, found, threads)
    return found


def squared_distances(values: Floats, left: Rows, right: Rows) -> Floats:
    """Squared Euclidean distance of each pair of rows (left[i], right[i]), float64 of their length."""
    found = np.empty(len(left))
    for start in range(0, len(left), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[part] = _squared(values, left[part], right[part])
    return found


def edges_with(near: Neighbours, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """The edges of the neighbours' lists and these, each pair of rows once, by row: the smaller, then the larger."""
    rows, k = near.rows.shape
    starts = np.concatenate([np.repeat(np.arange(rows, dtype=np.int64), k), left])
    ends = np.concatenate([near.rows.ravel(), right]).astype(np.int64)
    keys = np.sort(np.minimum(starts, ends) * rows + np.maximum(starts, ends))  # np.unique hashes, and takes far longer
    keys = keys[np.diff(keys, prepend=-1) > 0]
    return (keys // rows).astype(np.int32), (keys % rows).astype(np.int32)


def _by_kernel(values: Floats, found: Neighbours, threads: int, tree: BlockTree | None) -> None:
    """Four times as fast as SciPy's search at 100,000 rows and 8 columns."""
    from segtui.clustering.density.kd_trees import block_tree
    from segtui.clustering.kernels.nearest_rows import nearest

    tree = tree or block_tree(values)

    def search(slots: Span) -> None:
        nearest(tree.leaves, tree.rows, tree.boxes, tree.fan, *slots, found.rows, found.squared)

    for _ in in_threads(search, spans(tree.slots, _SPAN), threads):
        pass


def _by_scipy(values: Floats, found: Neighbours, threads: int) -> None:
    """SciPy's k-d tree was faster than blocks of full distances for 2 to 60 columns."""
    from scipy.spatial import cKDTree

    tree = cKDTree(values, leafsize=32)
    for start in range(0, len(values), _BLOCK):
        own = np.arange(start, min(len(values), start + _BLOCK), dtype=np.int32)
        _, near = tree.query(values[own], k=found.count + 1, workers=threads)
        others = _without_self(near.astype(np.int32), own)
        squared = _squared(values, own[:, None], others)
        order = np.lexsort((others, squared), axis=1)
        found.rows[own] = np.take_along_axis(others, order, axis=1)
        found.squared[own] = np.take_along_axis(squared, order, axis=1)


def _without_self(near: Rows, own: Rows) -> Rows:
    """Drop each row from its own list; a row hidden behind its duplicates loses the last of those instead."""
    is_self = near == own[:, None]
    place = np.where(is_self.any(axis=1), is_self.argmax(axis=1), near.shape[1] - 1)
    kept = np.ones(near.shape, dtype=bool)
    kept[np.arange(len(near)), place] = False
    return near[kept].reshape(len(near), -1)


def _squared(values: Floats, left: Rows, right: Rows) -> Floats:
    """Squared distances, added up column by column as scikit-learn's trees do: equal to theirs bit for bit."""
    total: Floats = np.zeros(np.broadcast_shapes(left.shape, right.shape))
    for column in values.T:
        difference = column[left] - column[right]
        total += difference * difference
    return total
