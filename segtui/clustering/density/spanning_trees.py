"""Minimum spanning trees of mutual reachability: one searched for, all with fewer neighbours read off a small graph."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segtui.clustering.density.neighbours import Floats, Neighbours, Rows, edges_with, squared_distances
from segtui.libraries.compiled import worthwhile

if TYPE_CHECKING:
    from segtui.clustering.density.kd_trees import BlockTree


# Where Prim's scan of all pairs beats Borůvka's search in a k-d tree (measured with hdbscan 0.8.44, 2 to 60 columns).
_PRIM_ROWS = 2_000
_PRIM_COLUMNS = 12


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
            left, right = search_tree(values, k, core_squared(near, k))[:, :2].T.astype(np.int32)
            self._left, self._right = edges_with(near, left, right)
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
    from segtui.clustering.density.boruvka import spanning_edges
    from segtui.clustering.density.kd_trees import block_tree

    left, right, _ = spanning_edges(blocks or block_tree(values), near, core_squared(near, near.count), threads)
    return left, right


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


def reachability_memory(rows: int, columns: int, neighbours: int, trees: int) -> int:
    """Bytes at the peak of building neighbours, graph and this many trees (measured at 1,000 to 1,000,000 rows).

    Past a few thousand rows the lists and two copies of the values; below, the graph's edges are listed and sorted.
    """
    if worthwhile(rows):
        return rows * (12 * neighbours + 16 * columns + 16 * trees + 60)
    return rows * (62 * (neighbours + 2) + 16 * trees)


def reachability_duration(rows: int, columns: int, neighbours: int, trees: int) -> float:
    """Seconds for the same on two processors: k-d trees lose their edge as columns grow, until all pairs are met."""
    if worthwhile(rows):
        searches = min(8e-7 * 1.42**columns * rows * math.pow(rows / 1e5, 0.35), 1.5e-10 * columns * rows**2)
        return searches + trees * 5e-8 * rows * (neighbours + 1)
    search = min(2.5e-6 * rows * 1.33**columns, 6e-10 * columns * rows**2)
    first = min(5 * search, (4e-9 + 2e-10 * columns) * rows**2)
    return search + first + trees * 1.1e-7 * rows * (neighbours + 1)


def search_tree(values: Floats, k: int, core: Floats) -> Floats:
    """Edges of an exact minimum spanning tree, by whichever search is faster here."""
    rows, columns = values.shape
    if rows < 2:
        return np.empty((0, 3))
    if k == 0 or rows < _PRIM_ROWS or columns > _PRIM_COLUMNS:
        return prim(values, core)
    return boruvka(values, k)


def boruvka(values: Floats, k: int) -> Floats:
    """Edges of an exact minimum spanning tree at k neighbours: (n - 1, 3) of row, row, distance; in no order.

    hdbscan's dual-tree search with the settings that hdbscan itself uses, so that its order of ties comes with it.
    """
    from hdbscan._hdbscan_boruvka import KDTreeBoruvkaAlgorithm
    from sklearn.neighbors import KDTree

    search = KDTreeBoruvkaAlgorithm(KDTree(values), k, leaf_size=13, approx_min_span_tree=False, n_jobs=1)
    edges: Floats = search.spanning_tree()
    return edges


def prim(values: Floats, core: Floats) -> Floats:
    """The same from squared core distances, by a scan of all pairs that holds only n numbers."""
    from hdbscan._hdbscan_linkage import mst_linkage_core_vector
    from hdbscan.dist_metrics import DistanceMetric

    edges: Floats = mst_linkage_core_vector(values, np.sqrt(core), DistanceMetric.get_metric("euclidean"))
    return edges
