"""The clusters of one round, the nearest cluster of each, and how those nearest to each other become one."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.kd_trees import FAN, BlockTree, block_tree
from segtui.clustering.density.neighbours import Floats, Rows
from segtui.clustering.linkage.dendrogram import Merges
from segtui.clustering.linkage.unique_rows import Distinct
from segtui.libraries.compiled import in_threads, spans

LINKAGES = ("ward", "complete", "average")  # in the order of the kernels' numbers


_SPANS = (1 << 10, 1 << 6, 1 << 6)  # clusters that a thread searches for at a time, by linkage
_FEW = 64  # clusters for which no tree is built: they look at all others in one stride


class Clusters:
    """m clusters and the merges that made them from the distinct rows.

    `centroids` (m, d), `size` (m) in rows, `spread` (m) the mean squared distance to the centroid, `node` (m) their
    numbers in the tree; `near` and `far` (m) the nearest cluster and its squared distance, `stale` (m) where these are
    not known. Ward's linkage needs no more; else `points` (d, p) are the distinct rows by cluster, `weight` (p) how
    often each is there, and those of cluster i begin at `start[i]`. `children`, `heights` are the `made` merges.
    """

    def __init__(self, linkage: str, rows: Distinct) -> None:
        self.linkage = LINKAGES.index(linkage)
        self.centroids, self.size, self.node = rows.values.copy(), rows.count.copy(), rows.node.copy()
        count = len(self.size)
        self.spread, self.far = np.zeros(count), np.zeros(count)
        self.near, self.stale = np.zeros(count, np.int32), np.ones(count, np.uint8)
        held = 0 if linkage == "ward" else count
        self.points = np.ascontiguousarray(rows.values[:held].T)
        self.weight, self.start = rows.count[:held].copy(), np.arange(held + 1)
        self.made, self.rows = len(rows.merges), len(rows.merges) + count
        self.children: Merges = np.empty((self.rows - 1, 2), np.int64)
        self.children[: self.made] = rows.merges
        self.heights: Floats = np.zeros(self.rows - 1)

    def __len__(self) -> int:
        return len(self.size)

    @property
    def told(self) -> Floats:
        """The lower bound of the linkage distance, given a centroid distance (m)."""
        return (self.size, self.spread, np.zeros(len(self)))[self.linkage]

    def known(self, near: Rows, far: Floats) -> None:
        """Take the nearest clusters and their squared distances from a search that was made before."""
        self.near, self.far = near.copy(), far.copy()
        self.stale[:] = False

    def merge(self) -> None:
        """Join all mutual pairs; the lower of two numbers stays, and all close ranks."""
        from segtui.clustering.kernels.mutual_merges import close_ranks, join, regroup

        partner = np.empty(len(self), np.int32)
        tree = (self.node, self.children, self.heights, self.rows, self.made)
        self.made = join(self.near, self.far, self.centroids, self.size, self.spread, *tree, partner)
        moved = (self.near, self.far, self.centroids, self.size, self.spread, self.node, self.stale)
        left = close_ranks(partner, *moved)
        if len(self.weight):
            order, start = np.empty(len(self.weight), np.int64), np.zeros(left + 1, np.int64)
            regroup(partner, self.start, start, order)
            self.points, self.weight, self.start = self.points.take(order, axis=1), self.weight[order], start
        self.near, self.far, self.stale = self.near[:left], self.far[:left], self.stale[:left]
        self.centroids, self.size, self.spread = self.centroids[:left], self.size[:left], self.spread[:left]
        self.node = self.node[:left]


def sorted_by(rows: Distinct, order: NDArray[np.signedinteger]) -> Distinct:
    """The same rows in another order."""
    return Distinct(rows.values[order], rows.unit, rows.count[order], rows.node[order], rows.merges)


def search_nearest(clusters: Clusters, threads: int, tree: BlockTree | None = None) -> int:
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
    return sum(in_threads(lambda piece: walk(*piece, clusters.near, clusters.far), pieces, threads))


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
