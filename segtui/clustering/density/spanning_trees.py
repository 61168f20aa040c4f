"""Minimum spanning trees of mutual reachability: one searched for, all with fewer neighbours read off a small graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.mst_search import searched
from segtui.clustering.density.neighbours import Floats, Neighbours, Rows, squared_distances
from segtui.compiled import worthwhile

if TYPE_CHECKING:
    from segtui.clustering.density.block_tree import BlockTree


@dataclass(frozen=True)
class SpanningTree:
    """The n - 1 edges of a minimum spanning tree by rising weight.

    `left` and `right` are row numbers (int32); `squared` the squared mutual reachability distances: the largest of the
    two rows' squared core distances and their squared Euclidean distance.
    """

    left: Rows
    right: Rows
    squared: Floats


class ReachabilityGraph:
    """Holds a minimum spanning tree for every number of neighbours up to the largest searched (CORE-SG).

    The union of the k-nearest-neighbour graph and a minimum spanning tree of mutual reachability at k contains a
    minimum spanning tree at every smaller number of neighbours, the Euclidean one (0) included. Neto, Naldi, Campello
    and Sander: "CORE-SG: Efficient Computation of Multiple MSTs for Density-Based Methods", ICDE 2022.
    """

    def __init__(self, values: Floats, near: Neighbours, threads: int = 1, blocks: BlockTree | None = None) -> None:
        """`near` has some neighbours where there are more than a few thousand rows; `blocks` saves building them."""
        self._near = near
        rows, k = near.rows.shape
        self._large = worthwhile(rows)
        if self._large:
            self._left, self._right = _found_by_kernel(values, near, threads, blocks)
        else:
            left, right = searched(values, k, core_squared(near, k))[:, :2].T.astype(np.int64)
            self._left, self._right = _union(near, left, right)
        self._squared = squared_distances(values, self._left, self._right)

    def tree(self, k: int) -> SpanningTree:
        """The minimum spanning tree of mutual reachability at the k-th neighbour; 0 is the Euclidean tree."""
        core = core_squared(self._near, k)
        if not self._large:
            return _kruskal(self._left, self._right, self._squared, core)
        if k == self._near.count:
            weight = np.maximum(self._squared, np.maximum(core[self._left], core[self._right]))
            return _sorted(self._left, self._right, weight)
        from segtui.clustering.density.boruvka import edges_within

        return _sorted(*edges_within(self._near, core, self._left, self._right, self._squared))


def _found_by_kernel(values: Floats, near: Neighbours, threads: int, blocks: BlockTree | None) -> tuple[Rows, Rows]:
    """The tree's edges alone: the neighbours' lists stand for the rest of the graph."""
    from segtui.clustering.density.block_tree import block_tree
    from segtui.clustering.density.boruvka import spanning_edges

    left, right, _ = spanning_edges(blocks or block_tree(values), near, core_squared(near, near.count), threads)
    return left, right


def _union(near: Neighbours, left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[Rows, Rows]:
    """The edges of the neighbours' lists and these, each once, by row."""
    rows, k = near.rows.shape
    ends = np.concatenate([near.rows.ravel(), right])
    starts = np.concatenate([np.repeat(np.arange(rows, dtype=np.int64), k), left])
    keys = np.unique(np.minimum(starts, ends) * rows + np.maximum(starts, ends))
    return (keys // rows).astype(np.int32), (keys % rows).astype(np.int32)


def _kruskal(left: Rows, right: Rows, squared: Floats, core: Floats) -> SpanningTree:
    """The minimum spanning tree of a graph whose edges are sorted by `left`."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    weight = np.maximum(squared, np.maximum(core[left], core[right]))
    order = np.argsort(weight, kind="stable")
    # Ranks stand in for the weights: SciPy would take a weight of zero (two equal rows) for no edge at all.
    rank = np.empty(len(weight))
    rank[order] = np.arange(1, len(weight) + 1)
    rows = len(core)
    starts = np.searchsorted(left, np.arange(rows + 1)).astype(np.int32)
    graph = csr_array((rank, right.copy(), starts), shape=(rows, rows))  # overwritten
    chosen = order[np.sort(minimum_spanning_tree(graph, overwrite=True).data).astype(np.int64) - 1]
    return SpanningTree(left[chosen], right[chosen], weight[chosen])


def _sorted(left: Rows, right: Rows, weight: Floats) -> SpanningTree:
    order = np.argsort(weight, kind="stable")
    return SpanningTree(left[order], right[order], weight[order])


def core_squared(near: Neighbours, k: int) -> Floats:
    """Squared distance from each row to its k-th nearest other row, float64 of length n; zero for k = 0."""
    return near.squared[:, k - 1].copy() if k else np.zeros(len(near.rows))
