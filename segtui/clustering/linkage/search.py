"""Searches the nearest cluster of those clusters that don't know theirs."""

from __future__ import annotations

from functools import partial

import numpy as np

from segtui.clustering.blocktree import BlockTree, block_tree
from segtui.clustering.linkage.clusters import Clusters
from segtui.clustering.threads import in_threads, spans

_SPANS = (1 << 10, 1 << 6, 1 << 6)  # clusters that a thread searches for at a time, by linkage


def search(clusters: Clusters, threads: int, tree: BlockTree | None = None) -> None:
    """Set `near` and `far` where they are stale; `tree` over the centroids saves building one."""
    from segtui.clustering.kernels.closest import closest

    tree = tree or block_tree(clusters.centroids)
    told = np.asarray(tree.by_slot(clusters.told, np.inf), np.float64)
    used = tree.rows >= 0
    asked = np.flatnonzero(used)[clusters.stale[tree.rows[used]] > 0]
    walk = partial(
        closest, clusters.linkage, tree.leaves, tree.rows, tree.boxes, tree.fan, told, tree.lowest(told), clusters.size,
        clusters.node, clusters.points, clusters.weight, clusters.start, asked,
    )  # fmt: skip
    pieces = spans(len(asked), _SPANS[clusters.linkage])
    for _ in in_threads(lambda first, last: walk(first, last, clusters.near, clusters.far), pieces, threads):
        pass
