"""DBSCAN's labels for one eps after another, read from a spanning tree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.clustering.density.neighbours import Neighbours
from segtui.clustering.density.spanning_trees import SpanningTree
from segtui.libraries.compiled import worthwhile


class DbscanCuts:
    """DBSCAN at one min_samples: `tree` and `near` are those at k = min_samples - 1.

    Cores that are joined by pairs within eps are joined by edges within eps of the spanning tree of mutual
    reachability, whose edges have cores at both ends. A row that is not a core joins the first cluster that has a core
    within eps, as in scikit-learn's scan; such a core is among its k nearest, else it were a core itself. Values of
    eps that rise are one pass over the tree: clusters grow on from the last.
    """

    def __init__(self, tree: SpanningTree, near: Neighbours) -> None:
        self._tree, self._near = tree, near
        self._used, self._within = 0, np.inf  # nothing united yet: the first eps starts afresh
        self._parent = np.empty(len(near.rows), dtype=np.int32)

    def labels(self, eps: float) -> Labels:
        """Clusters by their first core row from 0 on, int32 (n); -1 is noise."""
        within = eps * eps  # squares are compared, as scikit-learn's k-d tree does
        if not worthwhile(len(self._parent)):
            return cut(self._tree, self._near, within)
        from segtui.clustering.kernels.union_find import label, unite

        if within < self._within:
            self._used, self._parent = 0, np.arange(len(self._parent), dtype=np.int32)
        tree = self._tree
        self._used = unite(tree.left, tree.right, tree.squared, self._used, within, self._parent)
        self._within = within
        labels = np.empty(len(self._parent), dtype=np.int32)
        label(self._parent, self._near.rows, self._near.squared, within, labels)
        return labels


def cut(tree: SpanningTree, near: Neighbours, within: float) -> Labels:
    """The labels at one squared eps, without kernels."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows, k = near.rows.shape
    core = near.squared[:, k - 1] <= within if k else np.ones(rows, dtype=bool)
    used = int(np.searchsorted(tree.squared, within, side="right"))
    edges = (np.ones(used, dtype=np.int8), (tree.left[:used], tree.right[:used]))
    _, part = connected_components(coo_array(edges, shape=(rows, rows)), directed=False)
    labels = np.full(rows, -1, dtype=np.int32)
    _, first, number = np.unique(part[core], return_index=True, return_inverse=True)
    labels[core] = np.argsort(np.argsort(first))[number]
    border = np.flatnonzero(~core)
    labels[border] = _first_cluster(near, border, core, labels, within)
    return labels


def _first_cluster(
    near: Neighbours, border: NDArray[np.intp], core: NDArray[np.bool_], labels: Labels, within: float
) -> Labels:
    """The lowest cluster that has a core within reach of each border row, -1 for none."""
    nowhere = np.iinfo(np.int32).max
    found = np.full(len(border), nowhere, dtype=np.int32)
    for place in range(near.count):
        row = near.rows[border, place]
        reached = core[row] & (near.squared[border, place] <= within)
        np.minimum(found, labels[row], out=found, where=reached)
    found[found == nowhere] = -1
    return found
