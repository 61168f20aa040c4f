"""The tree by single linkage, read off the minimum spanning tree."""

from __future__ import annotations

import numpy as np

from segtui.clustering.density.spanning_trees import SpanningTree
from segtui.clustering.linkage.dendrogram import LinkageTree


def single_tree(edges: SpanningTree) -> LinkageTree:
    """The merges along the edges of the Euclidean spanning tree, shortest first.

    Gower and Ross 1969, Minimum spanning trees and single linkage cluster analysis, Applied Statistics 18, 54-64.
    """
    from segtui.clustering.kernels.merges import merges

    heights = np.sqrt(edges.squared)
    found = np.empty((len(heights), 4))
    merges(edges.left, edges.right, heights, found)
    return LinkageTree(np.sort(found[:, :2].astype(np.int64), axis=1), heights)
