"""Trees from the distances of all pairs of rows: for small data, with scikit-learn's order of ties."""

from __future__ import annotations

import numpy as np

from segtui.clustering.density.neighbours import Floats
from segtui.clustering.linkage.dendrogram import Merges
from segtui.errors import ResourceError


class Plain:
    """Grows trees of the rows of `values` (n, d) by SciPy and scikit-learn; holds n (n - 1) / 2 distances if `dense`.

    A `ResourceError` if there is no room for these.
    """

    def __init__(self, values: Floats, dense: bool = True) -> None:
        self._values = values
        self._distances = _distances(values) if dense and len(values) > 1 else None

    def merges(self, linkage: str) -> Merges:
        """The merges by rising height, (n - 1, 2), as SciPy numbers them."""
        from scipy.cluster import hierarchy
        from sklearn.cluster import AgglomerativeClustering

        if len(self._values) < 2:
            return np.empty((0, 2), np.int64)
        if linkage == "single":  # scikit-learn's own, which needs no distances of all pairs and breaks ties its own way
            return np.asarray(AgglomerativeClustering(linkage="single").fit(self._values).children_, np.int64)
        try:
            return np.ascontiguousarray(hierarchy.linkage(self._distances, method=linkage)[:, :2], dtype=np.int64)
        except MemoryError as error:
            raise _too_large(len(self._values)) from error


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
        f"hierarchical clustering of {rows:,} rows needs {needed:,.0f} MiB for the distances of all pairs of rows",
        where="search.hierarchical",
        fix="remove it from the plan, use only single linkage, or use fewer rows",
    )
