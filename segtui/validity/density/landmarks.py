"""Landmarks: rows spread among all, whose distances say which other rows may be near each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.kd_trees import block_tree
from segtui.validity.pairwise import Floats

COUNT = 32


@dataclass(frozen=True)
class Landmarks:
    """The nearest landmark of each row (n), the distance to it, and to all (n, R).

    `rank` (n) is each row's place in an order in which near rows stand together.
    Where d(z, x) is the distance of a row x to a landmark z, two rows x and y are at least |d(z, x) - d(z, y)| apart.
    """

    nearest: NDArray[np.int64]
    apart: Floats
    distances: Floats
    rank: NDArray[np.int64]


def landmarks(values: Floats) -> Landmarks:
    """Landmarks of the rows `values` (n, d): every n/64-th in the order of a k-d tree."""
    from scipy.spatial.distance import cdist

    placed = block_tree(values).rows
    placed = placed[placed >= 0]
    count = min(COUNT, len(values))
    chosen = placed[(np.arange(count) * len(values) + len(values) // 2) // count]
    distances = cdist(values, values[chosen])
    nearest = distances.argmin(axis=1).astype(np.int64)
    apart = distances.min(axis=1)
    rank = np.empty(len(values), np.int64)
    rank[np.lexsort((apart, nearest))] = np.arange(len(values))
    return Landmarks(nearest, apart, distances, rank)
