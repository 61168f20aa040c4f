"""Trees by ward, complete and average linkage: rounds of mutual nearest neighbours, then all pairs of the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segtui.clustering.density.neighbours import Floats, Rows
from segtui.clustering.linkage.clusters import LINKAGES, Clusters, cluster_tree, search_nearest, sorted_by
from segtui.clustering.linkage.dendrogram import LinkageTree, by_height
from segtui.clustering.linkage.unique_rows import unique_rows
from segtui.libraries.compiled import Span, in_threads, spans

_DENSE = 1_000
_TELLING = 12  # columns
_ROUNDS = 40  # about this many are still to come when few clusters are left, each dearer than the one before


_SPAN = 64  # points whose distances a thread measures at a time
_BLOCK = 512
_WARD, _COMPLETE, _AVERAGE = range(len(LINKAGES))


class Reducible:
    """Grows the trees of the rows of `values` (n, d), n > 1: what they share is computed once, when first needed.

    `dense` is how many clusters may be left when all their distances are taken to memory; None for what is quickest.
    """

    def __init__(self, values: Floats, threads: int = 1, dense: int | None = None) -> None:
        rows = unique_rows(values)
        tree = cluster_tree(rows.values)
        used = tree.rows >= 0
        # Rows that are near each other in the tree are so in memory, and stay so in every round.
        self._rows = sorted_by(rows, tree.rows[used])
        self._threads, self._dense = threads, dense
        self._nearest: tuple[Rows, Floats] | None = None
        numbered = np.full(tree.slots, -1, np.int32)
        numbered[used] = np.arange(len(rows.values), dtype=np.int32)
        self._tree = replace(tree, rows=numbered)

    def tree(self, linkage: str) -> LinkageTree:
        """The merges by `linkage`: ward, complete or average."""
        clusters = Clusters(linkage, self._rows)
        few, many = (
            (max(1, self._dense),) * 2 if self._dense else (_DENSE, most_dense(linkage, *self._rows.values.shape))
        )
        costly = len(clusters.weight) ** 2 / _ROUNDS  # pairs looked at in a round, beside all that `merge_last` does
        looked = self._begin(clusters) if len(clusters) > few else 0
        while len(clusters) > (many if looked > costly else few):
            clusters.merge()
            looked = search_nearest(clusters, self._threads) if clusters.stale.any() else looked
        if len(clusters) > 1:
            merge_last(clusters, self._threads)
        return by_height(clusters.children, np.sqrt(clusters.heights) * self._rows.unit)

    def _begin(self, clusters: Clusters) -> int:
        """The first search, of single rows: the same for all linkages, save where ward's counts equal rows."""
        alike = not (clusters.linkage == 0 and len(self._rows.merges))
        if alike and self._nearest is not None:
            clusters.known(*self._nearest)
            return 0
        search_nearest(clusters, self._threads, self._tree)
        if alike:
            self._nearest = clusters.near.copy(), clusters.far.copy()
        return 0


def most_dense(linkage: str, rows: int, columns: int) -> int:
    """At most this many clusters are left when their distances are no longer searched but all held in memory.

    Ward's never cost more to search. Where columns are many, centroids tell so little that all distances come earlier.
    """
    if linkage == "ward":
        return _DENSE
    return 4 * _DENSE if columns > _TELLING else min(4 * _DENSE, max(_DENSE, rows // 10))


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

    def given(piece: Span) -> tuple[int, Floats]:
        first, last = piece
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
