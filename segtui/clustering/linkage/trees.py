"""Trees of merges: from the distances of all pairs for small data, exact and in linear memory for large."""

from __future__ import annotations

import numpy as np

from segtui.clustering.density.neighbours import Floats
from segtui.clustering.density.spanning_trees import SpanningTree, reachability_duration, reachability_memory
from segtui.clustering.linkage.dendrogram import LinkageTree, Merges
from segtui.clustering.linkage.reducible import Reducible, most_dense
from segtui.clustering.shared_structures import FEWEST, SharedStructures
from segtui.errors import ResourceError
from segtui.language.sentences import say


class Plain:
    """Grows trees of the rows of `values` (n, d) by SciPy and scikit-learn; holds n (n - 1) / 2 distances if `dense`.

    A `ResourceError` if there is no room for these.
    """

    def __init__(self, values: Floats, dense: bool = True) -> None:
        self._values = values
        self._distances = _distances(values) if dense and len(values) > 1 else None

    def merges(self, linkage: str) -> Merges:
        """The merges by rising height, (n - 1, 2), as SciPy numbers them."""
        return self.tree(linkage).merges

    def tree(self, linkage: str) -> LinkageTree:
        """The merges and their heights."""
        from scipy.cluster import hierarchy
        from sklearn.cluster import AgglomerativeClustering

        if len(self._values) < 2:
            return LinkageTree(np.empty((0, 2), np.int64), np.empty(0))
        if linkage == "single":  # scikit-learn's own, which needs no distances of all pairs and breaks ties its own way
            model = AgglomerativeClustering(linkage="single", compute_distances=True).fit(self._values)
            return LinkageTree(np.asarray(model.children_, np.int64), np.asarray(model.distances_, np.float64))
        try:
            found = hierarchy.linkage(self._distances, method=linkage)
        except MemoryError as error:
            raise _too_large(len(self._values)) from error
        return LinkageTree(np.ascontiguousarray(found[:, :2], dtype=np.int64), found[:, 2].copy())


def _distances(values: Floats) -> Floats:
    """The Euclidean distances of all pairs of rows, condensed as SciPy does: n (n - 1) / 2."""
    from scipy.spatial.distance import pdist

    try:
        found: Floats = pdist(values)
    except MemoryError as error:
        raise _too_large(len(values)) from error
    return found


def _too_large(rows: int) -> ResourceError:
    needed = 16 * rows * (rows - 1) / 2 / 2**20
    return ResourceError(
        say(
            "hierarchical clustering of {rows:,} rows needs {needed:,.0f} MiB for the distances of all pairs of rows",
            rows=rows,
            needed=needed,
        ),
        where="search.hierarchical",
        fix=say("remove it from the plan, use only single linkage, or use fewer rows"),
    )


class Large:
    """Grows trees of the rows of a space; `dense` says whether any but single linkage will be asked for."""

    def __init__(self, space: SharedStructures, dense: bool = True) -> None:
        self._space = space
        self._reducible = Reducible(space.values, space.threads) if dense else None

    def merges(self, linkage: str) -> Merges:
        """The merges by rising height, (n - 1, 2), as SciPy numbers them."""
        return self.tree(linkage).merges

    def tree(self, linkage: str) -> LinkageTree:
        """The merges and their heights."""
        if linkage == "single":
            return single_tree(self._space.spanning_tree(0))
        assert self._reducible is not None
        return self._reducible.tree(linkage)


def trees_memory(linkage: str, rows: int, columns: int) -> int:
    """Bytes at the peak of growing a tree (measured at 3,001 to 1,000,000 rows)."""
    if linkage == "single":
        return reachability_memory(rows, columns, FEWEST, 1)
    each = 32 * columns + 150 + (0 if linkage == "ward" else 12 * columns + 60)
    return 2**23 + rows * each + 9 * min(rows, most_dense(linkage, rows, columns)) ** 2


def tree_duration(linkage: str, rows: int, columns: int) -> float:
    """Seconds on two cores (measured at 3,001 to 1,000,000 rows of 8 columns, and 20,000 of 2 to 30).

    A search takes longer the more columns there are, until it looks at all centroids; complete and average linkage also
    look at most pairs of rows once.
    """
    if linkage == "single":
        return reachability_duration(rows, columns, FEWEST, 1) + 5e-7 * rows
    search: float = 0.02 + min(4e-6 * 1.22 ** (columns - 2) * rows * (rows / 2e4) ** 0.3, 4.5e-10 * columns * rows**2)
    pairs = 0.0 if linkage == "ward" else (4e-10 + 1e-10 * columns) * rows**2
    return search + (0.3 * search + pairs if pairs else 0.0)


def single_tree(edges: SpanningTree) -> LinkageTree:
    """The merges along the edges of the Euclidean spanning tree, shortest first.

    Gower and Ross 1969, Minimum spanning trees and single linkage cluster analysis, Applied Statistics 18, 54-64.
    """
    from segtui.clustering.kernels.union_find import merges

    heights = np.sqrt(edges.squared)
    found = np.empty((len(heights), 4))
    merges(edges.left, edges.right, heights, found)
    return LinkageTree(np.sort(found[:, :2].astype(np.int64), axis=1), heights)
