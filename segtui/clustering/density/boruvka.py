"""Borůvka's algorithm for large data: components grow by their least outgoing edge until all rows are one."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.kd_trees import BlockTree
from segtui.clustering.density.neighbours import Floats, Neighbours, Rows
from segtui.libraries.compiled import in_threads, spans

Slots = NDArray[np.int64]

_SPAN = 512  # slots that a thread searches for before it is told of better bounds,
_WAVE = 16 * _SPAN  # and slots searched for before the bounds are brought together


def spanning_edges(tree: BlockTree, near: Neighbours, core: Floats, threads: int) -> tuple[Rows, Rows, Floats]:
    """A minimum spanning tree of mutual reachability: n - 1 edges' rows and squared weights, in no order.

    `core` (n) are squared core distances. `near` has any k > 0 neighbours: no row beyond them is nearer, so that most
    least edges are read off it. A row whose list leads only to its own component walks the tree, unless it is known
    that none of its edges is less than the least of its component found so far. The larger half of the components
    waits to be joined by the others, where rows of theirs would have to walk. March, Ram and Gray: "Fast Euclidean
    Minimum Spanning Tree", KDD 2010, with a walk for each leaf instead of each node.
    """
    forest = _Forest(near, core)
    lower = np.maximum(near.squared[:, -1], core)  # no edge that is not listed weighs less
    target = np.full(len(core), -1, dtype=np.int32)  # where a row's least edge leads, of weight `lower`
    places = np.flatnonzero(tree.rows >= 0)
    rows = tree.rows[places]
    slot_core = np.asarray(tree.by_slot(core, np.inf), dtype=np.float64)
    search = partial(_search, tree, slot_core, tree.lowest(slot_core), forest, threads)
    while forest.components > 1:
        forest.offer(np.arange(len(core), dtype=np.int32), target, lower)
        known = (target >= 0) & (forest.part[target] != forest.part)
        unsure = (lower < forest.best[forest.part]) & ~known
        sizes = np.bincount(forest.part)
        idle = (sizes > np.median(sizes)) & (np.bincount(forest.part, weights=unsure) > 0)
        unsure &= ~idle[forest.part]
        search(places[unsure[rows]], lower, target)
        forest.merge(idle)
    return forest.left, forest.right, forest.weight


def edges_within(near: Neighbours, core: Floats, left: Rows, right: Rows, squared: Floats) -> tuple[Rows, Rows, Floats]:
    """The same among the edges of the neighbours' lists and those given by their rows and squared distances alone."""
    forest = _Forest(near, core)
    while forest.components > 1:
        forest.offer(left, right, squared)
        forest.merge(np.zeros(forest.components, dtype=np.bool_))
    return forest.left, forest.right, forest.weight


class _Forest:
    """The components of a round, the least edge known to leave each, and the edges that made them."""

    def __init__(self, near: Neighbours, core: Floats) -> None:
        rows = len(core)
        self.near, self.core = near, core
        self.part = np.arange(rows, dtype=np.int32)
        self.components = rows
        self.left, self.right = np.empty(rows - 1, np.int32), np.empty(rows - 1, np.int32)
        self.weight = np.empty(rows - 1)
        self._useful = np.ones(rows, dtype=np.uint8)
        self._new_round()

    def offer(self, left: Rows, right: Rows, squared: Floats) -> None:
        """Let components know of the neighbours' lists and of these edges; -1 in `right` is not an edge."""
        self._offer(self.near, left, right, squared)

    def offer_found(self, left: Rows, right: Rows, squared: Floats) -> None:
        """Let components know of these edges alone."""
        self._offer(self.near.none(), left, right, squared)

    def merge(self, idle: NDArray[np.bool_]) -> None:
        """Join each component that is not idle along its least edge."""
        from segtui.clustering.kernels.boruvka import merge

        made = len(self.core) - self.components
        tree = (self.left, self.right, self.weight)
        made = merge(self.part, idle, self.best, self.best_from, self.best_to, *tree, made)
        self.components = len(self.core) - made
        self._new_round()

    def _offer(self, near: Neighbours, left: Rows, right: Rows, squared: Floats) -> None:
        from segtui.clustering.kernels.boruvka import offer_known

        best = (self.best, self.best_from, self.best_to)
        offer_known(near.rows, near.squared, self._useful, left, right, squared, self.core, self.part, *best)

    def _new_round(self) -> None:
        self.best = np.full(self.components, np.inf)
        self.best_from = np.empty(self.components, dtype=np.int32)
        self.best_to = np.empty(self.components, dtype=np.int32)


def _search(
    tree: BlockTree,
    slot_core: Floats,
    node_core: Floats,
    forest: _Forest,
    threads: int,
    asked: Slots,
    lower: Floats,
    target: Rows,
) -> None:
    """Walk the tree for the slots asked; in waves of fixed size, so that threads change no bound a walk starts with."""
    from segtui.clustering.kernels.edge_search import parts_of_nodes, search

    if not len(asked):
        return
    slot_part = np.full(tree.slots, -1, dtype=np.int32)
    node_part = np.empty(len(node_core), dtype=np.int32)
    room, inner = tree.leaves.shape[2], len(tree.boxes)
    parts_of_nodes(tree.rows, forest.part, room, inner, tree.fan, slot_part, node_part)
    asked = asked[np.argsort(slot_part[asked], kind="stable")]
    rows = tree.rows[asked]
    bound, found = lower[rows], np.empty(len(rows), dtype=np.int32)
    walk = partial(
        search, tree.leaves, tree.rows, tree.boxes, tree.fan, slot_core, node_core, slot_part, node_part, forest.best,
        asked, bound, found,
    )  # fmt: skip
    for first, last in spans(len(asked), _WAVE):
        pieces = [(first + a, first + b) for a, b in spans(last - first, _SPAN)]
        for _ in in_threads(lambda piece: walk(*piece), pieces, threads):
            pass
        forest.offer_found(rows[first:last], found[first:last], bound[first:last])
    lower[rows], target[rows] = bound, found
