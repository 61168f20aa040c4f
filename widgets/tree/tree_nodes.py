"""The nodes of a merge tree as a figure has them: where each stands, and which cluster it is in."""

from __future__ import annotations

from widgets.charts.chart import TreeNode
from widgets.tree.merge_tree import MergeTree


def tree_nodes(tree: MergeTree, k: int) -> tuple[TreeNode, ...]:
    """Leaves first, the root last; a merge stands midway between what it merges. Clusters are those of the cut into
    k."""
    places = {int(leaf): float(place) for place, leaf in enumerate(tree.order())}
    clusters, counts = tree.clusters(k).tolist(), tree.counts().tolist()
    nodes = [TreeNode(places[leaf], 0.0, counts[leaf], clusters[leaf]) for leaf in range(tree.merges + 1)]
    for height, (left, right) in zip(tree.heights.tolist(), tree.children.tolist(), strict=True):
        x = (nodes[left].x + nodes[right].x) / 2
        nodes.append(TreeNode(x, height, counts[len(nodes)], clusters[len(nodes)], (left, right)))
    return tuple(nodes)
