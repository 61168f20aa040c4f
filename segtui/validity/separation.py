"""The smallest distance between two rows of different clusters."""

from __future__ import annotations

from functools import cached_property
from threading import local

import numpy as np

from segtui.clustering.density.kd_trees import KDTree, kd_tree
from segtui.clustering.density.spanning_trees import SpanningTree
from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Labels

LEAF_ROWS = 16
STACK = 1024
TURN = 1_000_000


class SeparationSearch:
    """Searches one k-d tree, built when first needed, for the separation of any labeling, from threads if need be.

    Two nodes are left alone where their clustered rows have one label, or where the boxes around these (noise left
    out) are no closer than two rows already found. Gray, A. G. and Moore, A. W. (2000). "N-Body" problems in
    statistical learning. NIPS 13.
    """

    def __init__(self, values: Floats) -> None:
        self._values = values
        self._room = local()

    @cached_property
    def tree(self) -> KDTree:
        """The tree; ask for it once before threads do."""
        return kd_tree(self._values, LEAF_ROWS)

    def squared(self, labels: Labels, bound: float = np.inf, visits: int | None = None) -> tuple[float, bool]:
        """The squared separation, and whether that is proven; else it is an upper bound.

        Args:
            labels: (n), -1 is noise.
            bound: a distance squared that two rows of different clusters have, if one is known.
            visits: the most pairs of nodes to look at; None for as many as it takes.
        """
        from segtui.validity.kernels.separation import outline, search

        tree = self.tree
        own = labels[tree.order].astype(np.int32, copy=False)
        state, low, high = self._outlines()
        outline(tree.values, tree.first, tree.last, tree.leaf, own, state, low, high)
        stack = np.zeros((STACK, 2), np.int64)
        top, best, spent = 1, bound, 0
        while top and (visits is None or spent < visits):
            turn = TURN if visits is None else min(TURN, visits - spent)
            top, best, left = search(
                tree.values, tree.first, tree.last, tree.leaf, own, state, low, high, stack, top, best, turn
            )
            spent += turn - left
        return float(best), top == 0

    def _outlines(self) -> tuple[Labels, Floats, Floats]:
        """Buffers for one thread, kept for its next labeling."""
        if not hasattr(self._room, "outlines"):
            shape = self.tree.low.shape
            self._room.outlines = np.empty(shape[0], np.int32), np.empty(shape), np.empty(shape)
        outlines: tuple[Labels, Floats, Floats] = self._room.outlines
        return outlines


def shortest_crossing(tree: SpanningTree, labels: Labels, values: Floats) -> float:
    """The squared separation of a labeling (n) without noise: its shortest edge of a Euclidean spanning tree.

    For the closest two rows of different clusters are joined in the tree by a path of edges no longer than their
    distance, and one of these edges crosses from a cluster to another. `tree` is that of `values` (n, d); there are two
    clusters or more.
    """
    from segtui.validity.kernels.separation import closest

    crosses = labels[tree.left] != labels[tree.right]
    at = int(np.argmax(crosses))  # the edges are in order of length
    ends = values[[tree.left[at], tree.right[at]]]
    # By the kernel of the search, so that either way gives the same to the last bit.
    return float(closest(ends, np.arange(2, dtype=np.int32), ends, ends, 0, 0, 1, 0, 2, np.inf))
