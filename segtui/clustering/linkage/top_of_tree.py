"""The top of the tree behind a hierarchical candidate, grown from its clusters alone, to draw it and its cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.linkage.dendrogram import cut

Floats = NDArray[np.float64]

MOST_MERGES = 60
ALL_ROWS = 5_000


_BLOCK = 1024
_GATHER = {"average": (np.add, 0.0), "complete": (np.maximum, 0.0), "single": (np.minimum, np.inf)}
"""How distances of rows become one of clusters, and what it starts from."""


def tree(values: Floats, candidate: Candidate, segments: Labels, found: Sequence[Candidate]) -> dict[str, Any] | None:
    """The last merges of the tree that `candidate` is cut from, as `Described.tree` has them; None for others.

    Up to 5,000 rows the tree is grown again, and up to 60 merges are returned. Above that, it begins with the clusters
    of the longest cut of that linkage among the candidates `found`: the merges above these, and their heights, are the
    same. `segments` (n) are the candidate's labels as they are shown.
    """
    if candidate.algorithm != "hierarchical":
        return None
    linkage, k = str(candidate.parameters["linkage"]), int(candidate.parameters["k"])
    if len(values) <= ALL_ROWS:
        merges, leaves, below = _top(_grown(values, linkage), np.arange(len(values)))
    else:
        finest = _finest(linkage, found).labels
        merges, leaves, below = _top(merge_clusters(values, finest, linkage), finest)
    return {
        "linkage": linkage,
        "k": k,
        "left": merges[:, 0].astype(int).tolist(),
        "right": merges[:, 1].astype(int).tolist(),
        "height": merges[:, 2].tolist(),
        "rows": np.bincount(leaves, minlength=len(merges) + 1).tolist(),
        "segment": _segments(leaves, segments),
        "below": below,
        "cut": _cut(merges[:, 2].tolist(), k, below),
    }


def _grown(values: Floats, linkage: str) -> Floats:
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import pdist

    if len(values) < 2:
        return np.empty((0, 3))
    merges: Floats = hierarchy.linkage(pdist(values), method=linkage)[:, :3]
    return merges


def _finest(linkage: str, found: Sequence[Candidate]) -> Candidate:
    cuts = [c for c in found if c.algorithm == "hierarchical" and c.parameters["linkage"] == linkage]
    return max(cuts, key=lambda c: int(c.parameters["k"]))


def _top(merges: Floats, leaves: NDArray[np.signedinteger]) -> tuple[Floats, NDArray[np.signedinteger], float | None]:
    """The last merges of a tree, numbered again, the new leaf of each row, and the height of the last merge left
    out."""
    count = len(merges) + 1
    shown = min(MOST_MERGES, len(merges))
    hidden = len(merges) - shown
    parts = cut(merges[:, :2].astype(np.intp), shown + 1)
    a_leaf = np.arange(count + hidden)
    for i, left in enumerate(merges[:hidden, 0].astype(int)):
        a_leaf[count + i] = a_leaf[left]
    top, first = merges[hidden:].copy(), count + hidden
    children = top[:, :2].astype(np.intp)
    top[:, :2] = np.where(
        children < first, parts[a_leaf[np.minimum(children, first - 1)]], children - first + shown + 1
    )
    return top, parts[leaves], float(merges[hidden - 1, 2]) if hidden else None


def _segments(leaves: NDArray[np.signedinteger], segments: Labels) -> list[int | None]:
    """The segment of each leaf, None where it holds several."""
    count = int(leaves.max(initial=-1)) + 1
    low, high = np.full(count, np.iinfo(np.int32).max), np.full(count, -1)
    np.minimum.at(low, leaves, segments)
    np.maximum.at(high, leaves, segments)
    return [int(a) if a == b else None for a, b in zip(low, high, strict=True)]


def _cut(heights: Sequence[float], k: int, below: float | None) -> float | None:
    """A height that leaves k clusters: half-way between the merges that are done and those that are not."""
    if k > len(heights) + 1 or not heights:
        return None
    done = len(heights) - (k - 1)
    if done == len(heights):
        return heights[-1] * 1.05
    lower = heights[done - 1] if done else below or 0.0
    return (lower + heights[done]) / 2


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
