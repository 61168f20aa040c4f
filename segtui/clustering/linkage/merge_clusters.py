"""The hierarchical tree above given clusters, from the clusters alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels

Floats = NDArray[np.float64]

_BLOCK = 1024
_GATHER = {"average": (np.add, 0.0), "complete": (np.maximum, 0.0), "single": (np.minimum, np.inf)}
"""How distances of rows become one of clusters, and what it starts from."""


def merge_clusters(values: Floats, labels: Labels, linkage: str) -> Floats:
    """The merges of clusters 0 to K - 1 of the rows (n, d), each (left, right, height) as SciPy numbers and measures.

    `linkage` is ward, complete, average or single. Distances between clusters follow Lance and Williams (1967), A
    general theory of classificatory sorting strategies, Computer Journal 9, 373-380. Memory: a few blocks of rows.
    """
    sizes = np.bincount(labels).astype(np.float64)
    between = _ward(values, labels, sizes) if linkage == "ward" else _pairs(values, labels, sizes, linkage)
    np.fill_diagonal(between, np.inf)
    nodes = list(range(len(sizes)))
    merges = np.empty((len(sizes) - 1, 3))
    for step in range(len(merges)):
        a, b = sorted(int(i) for i in np.unravel_index(np.argmin(between), between.shape))
        merges[step] = (*sorted((nodes[a], nodes[b])), between[a, b])
        joined = _joined(between, sizes, a, b, linkage)
        between[a], between[:, a] = joined, joined
        between[b], between[:, b], between[a, a] = np.inf, np.inf, np.inf
        sizes[a] += sizes[b]
        nodes[a] = len(sizes) + step
    return merges


def _joined(between: Floats, sizes: Floats, a: int, b: int, linkage: str) -> Floats:
    """The distance of every cluster to a and b as one."""
    to_a, to_b, n_a, n_b = between[a], between[b], sizes[a], sizes[b]
    if linkage == "single":
        found = np.minimum(to_a, to_b)
    elif linkage == "complete":
        found = np.maximum(to_a, to_b)
    elif linkage == "average":
        found = (n_a * to_a + n_b * to_b) / (n_a + n_b)
    else:
        grown = (n_a + sizes) * to_a**2 + (n_b + sizes) * to_b**2 - sizes * between[a, b] ** 2
        found = np.sqrt(grown / (n_a + n_b + sizes))
    return np.asarray(found)


def _ward(values: Floats, labels: Labels, sizes: Floats) -> Floats:
    """sqrt(2 |A| |B| / (|A| + |B|)) times the distance of the centroids."""
    from scipy.spatial.distance import cdist

    sums = np.stack([np.bincount(labels, weights=column, minlength=len(sizes)) for column in values.T], axis=1)
    centroids = sums / sizes[:, None]
    weights = np.sqrt(2 * sizes[:, None] * sizes / (sizes[:, None] + sizes))
    return np.asarray(weights * cdist(centroids, centroids))


def _pairs(values: Floats, labels: Labels, sizes: Floats, linkage: str) -> Floats:
    """The mean, largest or smallest distance between the rows of each two clusters."""
    from scipy.spatial.distance import cdist

    order = np.argsort(labels, kind="stable")
    rows, owner = values[order], labels[order]
    starts = np.searchsorted(owner, np.arange(len(sizes)))
    gather, nothing = _GATHER[linkage]
    found = np.full((len(sizes), len(sizes)), nothing)
    for first in range(0, len(rows), _BLOCK):
        block = slice(first, first + _BLOCK)
        by_cluster = gather.reduceat(cdist(rows[block], rows), starts, axis=1)
        heads = np.flatnonzero(np.diff(owner[block], prepend=-1))
        at = owner[block][heads]
        found[at] = gather(found[at], gather.reduceat(by_cluster, heads, axis=0))
    return found / (sizes[:, None] * sizes) if linkage == "average" else found
