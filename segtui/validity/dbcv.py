"""DBCV: how well clusters of any shape are separated in density."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.validity.pairwise import Floats

ROWS = 512


def dbcv(values: NDArray[np.float64], labels: NDArray[np.int32]) -> float | None:
    """Density-based clustering validation of one labeling: -1 to 1, None with fewer than two clusters of 3 rows.

    The mean over clusters, weighted by their share of all n rows, of (separation - sparseness) / the larger of the two:
    sparseness is the longest inner edge of the cluster's spanning tree of mutual reachability, separation the least
    mutual reachability between its inner rows and those of another cluster. Noise (-1) and clusters under 3 rows count
    only in n, so they pull towards 0.

    Moulavi, D., Jaskowiak, P. A., Campello, R. J. G. B., Zimek, A. and Sander, J. (2014). Density-based clustering
    validation. SIAM International Conference on Data Mining, 839-847. Without an inner edge, all edges count, as in the
    authors' own program.

    Time grows with the square of the largest cluster, memory with its rows: no distance matrix is held.

    Args:
        values: (n, d), finite.
        labels: (n), -1 is noise.
    """
    names, sizes = np.unique(labels[labels >= 0], return_counts=True)
    clusters = [np.ascontiguousarray(values[labels == name], dtype=np.float64) for name in names[sizes >= 3]]
    if len(clusters) < 2:
        return None
    cores = [_core_distances(rows) for rows in clusters]
    trees = [_spanning_tree(rows, core) for rows, core in zip(clusters, cores, strict=True)]
    inner = [_inner(tree) for tree in trees]
    kept = [(rows[at], core[at]) for rows, core, (at, _) in zip(clusters, cores, inner, strict=True)]
    nearest = np.full(len(clusters), np.inf)
    for i in range(len(clusters)):
        for j in range(i):
            apart = _separation(*kept[i], *kept[j])
            nearest[i], nearest[j] = min(nearest[i], apart), min(nearest[j], apart)
    sparseness = np.array([longest for _, longest in inner])
    largest = np.maximum(nearest, sparseness)
    validity = np.divide(nearest - sparseness, largest, out=np.zeros(len(clusters)), where=largest > 0)
    found = float((validity * [len(rows) for rows in clusters]).sum() / len(labels))
    return found if np.isfinite(found) else None


def _core_distances(rows: Floats) -> Floats:
    """All-points core distance: the power mean, with exponent -d, of the distances to the other rows of the cluster.

    Rows at distance 0 are left out of the sum, as hdbscan does.
    """
    from scipy.spatial.distance import cdist

    dimensions = rows.shape[1]
    core = np.zeros(len(rows))
    for first in range(0, len(rows), ROWS):
        distances = cdist(rows[first : first + ROWS], rows)
        distances[distances == 0] = np.inf
        # Relative to the nearest row, so that the power neither overflows nor vanishes.
        nearest = distances.min(axis=1)
        some = np.isfinite(nearest)
        powers = ((nearest[some, None] / distances[some]) ** dimensions).sum(axis=1) / (len(rows) - 1)
        core[first : first + ROWS][some] = nearest[some] * powers ** (-1.0 / dimensions)
    return core


def _spanning_tree(rows: Floats, core: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Prim's minimum spanning tree of mutual reachability: edges (m - 1, 2) and their lengths.

    Among equally short edges to a row, the one from the lowest row of the tree.
    """
    from scipy.spatial.distance import cdist

    edges = np.empty((len(rows) - 1, 2), np.intp)
    lengths = np.empty(len(rows) - 1)
    nearest = np.full(len(rows), np.inf)
    source = np.zeros(len(rows), np.intp)
    outside = np.ones(len(rows), np.bool_)
    at = 0
    for step in range(len(rows) - 1):
        outside[at] = False
        reach = np.maximum(np.maximum(cdist(rows[at : at + 1], rows)[0], core), core[at])
        closer = outside & ((reach < nearest) | ((reach == nearest) & (at < source)))
        nearest[closer], source[closer] = reach[closer], at
        nearest[at] = np.inf
        at = int(np.argmin(nearest))
        edges[step], lengths[step] = (source[at], at), nearest[at]
    return edges, lengths


def _inner(tree: tuple[NDArray[np.intp], Floats]) -> tuple[NDArray[np.intp], float]:
    """Rows with more than one edge, and the longest edge between two of them (of all edges if there is none)."""
    edges, lengths = tree
    inner = np.bincount(edges.ravel()) > 1
    between = inner[edges].all(axis=1)
    return np.flatnonzero(inner), float(lengths[between].max() if between.any() else lengths.max())


def _separation(rows: Floats, core: Floats, others: Floats, other_core: Floats) -> float:
    """Least mutual reachability between two sets of rows."""
    from scipy.spatial.distance import cdist

    least = np.inf
    for first in range(0, len(rows), ROWS):
        reach = cdist(rows[first : first + ROWS], others)
        np.maximum(reach, other_core, out=reach)
        np.maximum(reach, core[first : first + ROWS, None], out=reach)
        least = min(least, float(reach.min()))
    return least
