"""The last merges, once few enough clusters are left to hold the distances of all pairs."""

from __future__ import annotations

import numpy as np

from segtui.clustering.density.neighbours import Floats
from segtui.clustering.linkage.clusters import LINKAGES, Clusters
from segtui.clustering.threads import in_threads, spans

_SPAN = 64  # points whose distances a thread measures at a time
_BLOCK = 512
_WARD, _COMPLETE, _AVERAGE = range(len(LINKAGES))


def merge_last(clusters: Clusters, threads: int) -> None:
    """Merge all that is left into one."""
    from segtui.clustering.kernels.chaining import chain

    between = _between(clusters, threads)
    tree = (clusters.node, clusters.children, clusters.heights, clusters.rows, clusters.made)
    clusters.made = chain(clusters.linkage, between, clusters.size, *tree)


def _between(clusters: Clusters, threads: int) -> Floats:
    """The linkage distances of all pairs, squared but for average linkage; infinity on the diagonal (m, m)."""
    from segtui.clustering.kernels.chaining import gather

    count, kind = len(clusters), clusters.linkage
    points, weight, start = clusters.points, clusters.weight, clusters.start
    if kind == _WARD:
        points, weight, start = np.ascontiguousarray(clusters.centroids.T), clusters.size, np.arange(count + 1)
    owner = np.repeat(np.arange(count, dtype=np.int32), np.diff(start))

    def given(first: int, last: int) -> tuple[int, Floats]:
        found = np.zeros((owner[last - 1] - owner[first] + 1, count))
        gather(kind, points, weight, owner, start, first, last, found)
        return int(owner[first]), found

    between = np.zeros((count, count))
    combine = np.add if kind == _AVERAGE else np.maximum
    for top, found in in_threads(given, spans(len(owner), _SPAN), threads):
        part = between[top : top + len(found)]
        combine(part, found, out=part)
    for first, last in spans(count, _BLOCK):
        between[last:, first:last] = between[first:last, last:].T
        block = between[first:last, first:last]
        block[:] = np.triu(block, 1) + np.triu(block, 1).T
        if kind == _AVERAGE:
            between[first:last] /= clusters.size[first:last, None] * clusters.size
        elif kind == _WARD:
            pairs = clusters.size[first:last, None] * clusters.size
            between[first:last] *= 2 * pairs / (clusters.size[first:last, None] + clusters.size)
    np.fill_diagonal(between, np.inf)
    return between
