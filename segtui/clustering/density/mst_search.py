"""Spanning trees of mutual reachability searched for by hdbscan's compiled functions."""

from __future__ import annotations

import numpy as np

from segtui.clustering.density.neighbours import Floats

# Where Prim's scan of all pairs beats Borůvka's search in a k-d tree (measured with hdbscan 0.8.44, 2 to 60 columns).
_PRIM_ROWS = 2_000
_PRIM_COLUMNS = 12


def searched(values: Floats, k: int, core: Floats) -> Floats:
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
