"""The graph of near rows that gaps between groups are measured on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import edges_with, squared_distances
from segtui.clustering.shared_structures import SharedStructures

NEIGHBOURS = 15
"""How many nearest other rows each row is joined to."""

CORE_NEIGHBOUR = 5
"""The distance to which nearest other row a row's density is measured by."""


@dataclass(frozen=True)
class DensityGraph:
    """Edges between near rows, shortest first, that join all rows: each pair of rows once.

    `left` and `right` are row numbers (int32), `weight` the mutual reachability distance: the largest of the rows'
    distance and of each one's distance to its 5th nearest other row (float64), rising.
    """

    rows: int
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    weight: NDArray[np.float64]


def density_graph(space: SharedStructures) -> DensityGraph:
    """The 15-nearest-neighbour graph and the spanning tree of mutual reachability together, for two rows or more.

    Both are the search's own where it has them. Time grows like n log n.
    """
    rows = space.rows
    near = space.neighbours(min(NEIGHBOURS, rows - 1))
    core_at = min(CORE_NEIGHBOUR, near.count)
    tree = space.spanning_tree(core_at)
    core = space.core_squared(core_at)
    left, right = edges_with(near, tree.left, tree.right)
    squared = squared_distances(space.values, left, right)
    np.maximum(squared, np.maximum(core[left], core[right]), out=squared)
    order = np.argsort(squared, kind="stable")
    return DensityGraph(rows, left[order], right[order], np.sqrt(squared[order]))
