"""The nearest neighbours of every row, searched once for every algorithm that needs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]

_BLOCK = 1 << 15  # rows searched, or pairs measured, at a time: keeps temporary arrays to a few MiB


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


def nearest_neighbours(values: Floats, k: int, threads: int = 1) -> Neighbours:
    """Exact k nearest neighbours by a k-d tree; k from 0 to n - 1. Any number of threads gives the same answer.

    SciPy's k-d tree was faster than blocks of full distances for 2 to 60 columns.
    """
    from scipy.spatial import cKDTree

    rows = len(values)
    found = Neighbours(np.empty((rows, k), np.int32), np.empty((rows, k)))
    if k == 0:
        return found
    tree = cKDTree(values, leafsize=32)
    for start in range(0, rows, _BLOCK):
        own = np.arange(start, min(rows, start + _BLOCK), dtype=np.int32)
        _, near = tree.query(values[own], k=k + 1, workers=threads)
        others = _without_self(near.astype(np.int32), own)
        squared = _squared(values, own[:, None], others)
        order = np.lexsort((others, squared), axis=1)
        found.rows[own] = np.take_along_axis(others, order, axis=1)
        found.squared[own] = np.take_along_axis(squared, order, axis=1)
    return found


def squared_distances(values: Floats, left: Rows, right: Rows) -> Floats:
    """Squared Euclidean distance of each pair of rows (left[i], right[i]), float64 of their length."""
    found = np.empty(len(left))
    for start in range(0, len(left), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[part] = _squared(values, left[part], right[part])
    return found


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
