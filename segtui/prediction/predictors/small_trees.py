"""Trees of at most 16 leaves, as the bits of the leaves that remain to the right of each node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.prediction.predictors.predictor import Floats

MOST_LEAVES = 16


@dataclass(frozen=True)
class SmallTrees:
    """The inner nodes (m) of t trees one after the other, tree i from starts[i] to starts[i + 1] (t + 1).

    `right` has a bit for each leaf, the leftmost the lowest, that a row above the threshold can still reach. `values`
    (t, 16) are those of the leaves from the left.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    right: NDArray[np.uint16]
    starts: NDArray[np.int64]
    values: Floats

    def add(self, rows: Floats, total: Floats) -> None:
        """Add the leaves' values to `total` (n) for rows (n, d), tree after tree."""
        from segtui.prediction.kernels.leaf_masks import add_reached_leaves

        add_reached_leaves(rows, self.feature, self.threshold, self.right, self.starts, self.values, total)


def small_trees(
    feature: NDArray[np.int32],
    threshold: Floats,
    child: NDArray[np.int32],
    value: Floats,
    roots: NDArray[np.int64],
) -> SmallTrees | None:
    """The trees of these nodes, siblings side by side and leaves their own child; None where one has over 16 leaves."""
    leaf = child == np.arange(len(child))
    if np.add.reduceat(leaf, roots).max(initial=0) > MOST_LEAVES:
        return None
    inner: list[int] = []
    right: list[int] = []
    starts = [0]
    values = np.zeros((len(roots), MOST_LEAVES))
    for tree, root in enumerate(roots.tolist()):
        leaves: list[float] = []

        def walk(node: int, leaves: list[float] = leaves) -> int:
            """The bits of the leaves below a node."""
            if leaf[node]:
                leaves.append(float(value[node]))
                return 1 << (len(leaves) - 1)
            below = walk(int(child[node]))
            inner.append(node)
            right.append(0xFFFF ^ below)
            return below | walk(int(child[node]) + 1)

        walk(root)
        starts.append(len(inner))
        values[tree, : len(leaves)] = leaves
    nodes = np.array(inner, dtype=np.int64)
    return SmallTrees(feature[nodes], threshold[nodes], np.array(right, np.uint16), np.array(starts), values)
