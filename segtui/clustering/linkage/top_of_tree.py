"""The top of the tree behind a hierarchical candidate, to draw it and its cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.linkage.cuts import cut
from segtui.clustering.linkage.merge_clusters import merge_clusters

Floats = NDArray[np.float64]

MOST_MERGES = 60
ALL_ROWS = 5_000


def tree(values: Floats, candidate: Candidate, segments: Labels, found: Sequence[Candidate]) -> dict[str, Any] | None:
    """The last merges of the tree that `candidate` is cut from, as `Described.tree` has them; None for others.

    Up to 5,000 rows the tree is grown again, and up to 60 merges are told. Past that it begins with the clusters of the
    longest cut of that linkage among the candidates `found`: the merges above these, and their heights, are the same.
    `segments` (n) are the candidate's labels as they are shown.
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
    """The last merges of a tree, numbered again, the new leaf of each row, and the height of the last merge left "
    "out."""
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
