"""Searches the nearest cluster of those clusters that don't know theirs."""

from __future__ import annotations

from functools import partial

import numpy as np

from segtui.clustering.density.block_tree import FAN, BlockTree, block_tree
from segtui.clustering.density.neighbours import Floats
from segtui.clustering.linkage.clusters import Clusters
from segtui.clustering.threads import in_threads, spans

_SPANS = (1 << 10, 1 << 6, 1 << 6)  # clusters that a thread searches for at a time, by linkage
_FEW = 64  # clusters for which no tree is built: they look at all others in one stride


def search(clusters: Clusters, threads: int, tree: BlockTree | None = None) -> int:
    """Set `near` and `far` where they are stale; `tree` over the centroids saves building one.

    How many pairs of rows were looked at for it.
    """
    from segtui.clustering.kernels.nearest_cluster import closest

    few = np.count_nonzero(clusters.stale) <= _FEW
    tree = tree or (_one_leaf(clusters.centroids) if few else cluster_tree(clusters.centroids))
    told = np.asarray(tree.by_slot(clusters.told, np.inf), np.float64)
    used = np.flatnonzero(tree.rows >= 0)
    asked = used[clusters.stale[tree.rows[used]] > 0]
    walk = partial(
        closest, clusters.linkage, tree.leaves, tree.rows, tree.boxes, tree.fan, told, tree.lowest(told), clusters.size,
        clusters.node, clusters.points, clusters.weight, clusters.start, asked,
    )  # fmt: skip
    pieces = spans(len(asked), 8 if few else _SPANS[clusters.linkage])
    return sum(in_threads(lambda first, last: walk(first, last, clusters.near, clusters.far), pieces, threads))


def cluster_tree(values: Floats) -> BlockTree:
    """A tree for such searches: its leaves are larger the less its boxes tell."""
    return block_tree(values, 48 if values.shape[1] <= 8 else 96)


def _one_leaf(values: Floats) -> BlockTree:
    """A tree that is a single leaf of all rows."""
    count, columns = values.shape
    room = -(-count // 8) * 8
    leaves, rows = np.full((1, columns, room), np.inf), np.full(room, -1, np.int32)
    leaves[0, :, :count], rows[:count] = values.T, np.arange(count)
    return BlockTree(leaves, rows, np.empty((0, columns, 2, FAN)), 1)
