"""k-d trees as arrays for kernels: a binary one to walk, and one with whole leaves or eight boxes in one stride."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAF_ROWS = 32

Rows = NDArray[np.int32]

BLOCK_ROWS = 12  # and up to twice as many: fastest of 6 to 96 for 2 to 30 columns
_STEP = 3  # levels of the binary tree that one level here stands for
FAN = 1 << _STEP


@dataclass(frozen=True)
class KDTree:
    """Nodes of a balanced tree over n rows: node i has children 2 i + 1 and 2 i + 2; node 0 holds all rows.

    `order` (n) are the rows as they stand in the tree, `values` (n, d) theirs in that order. Node i holds the places
    `first[i]` to `last[i]` (exclusive) of that order, inside the box `low[i]` to `high[i]` (nodes, d); `leaf[i]` says
    that it has no children.
    """

    values: Floats
    order: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    leaf: NDArray[np.bool_]
    low: Floats
    high: Floats


def kd_tree(values: Floats, leaf_rows: int = LEAF_ROWS) -> KDTree:
    """The tree over the rows of `values` (n, d), n > 0, built by scikit-learn: each node is cut at the median."""
    from sklearn.neighbors import KDTree as Builder

    _, order, nodes, (low, high) = Builder(values, leaf_size=leaf_rows).get_arrays()
    order = np.asarray(order).astype(np.int64)
    return KDTree(
        values=np.ascontiguousarray(values[order]),
        order=order,
        first=np.ascontiguousarray(nodes["idx_start"], dtype=np.int64),
        last=np.ascontiguousarray(nodes["idx_end"], dtype=np.int64),
        leaf=np.ascontiguousarray(nodes["is_leaf"], dtype=np.bool_),
        low=np.ascontiguousarray(low, dtype=np.float64),
        high=np.ascontiguousarray(high, dtype=np.float64),
    )


@dataclass(frozen=True)
class BlockTree:
    """Nodes 0 to I - 1 have children, up to eight each; nodes I to I + L - 1 are the leaves. Node 0 holds all rows.

    The root's children are nodes 1 to `fan`, those of node i > 0 begin at 1 + fan + 8 (i - 1). `leaves` (L, d, m) are
    the values of each leaf's rows column by column, infinity where a leaf has fewer than m; `rows` (L m) their row
    numbers, -1 for none: place p of leaf l is slot l m + p. `boxes` (I, d, 2, 8) are the low and high ends of the boxes
    around the children of each node.
    """

    leaves: Floats
    rows: Rows
    boxes: Floats
    fan: int

    @property
    def slots(self) -> int:
        """How many places for rows there are, used or not."""
        return len(self.rows)

    def by_slot(self, values: NDArray[np.generic], unused: float) -> NDArray[np.generic]:
        """One value per row (n) put at the rows' slots, `unused` elsewhere."""
        found = np.full(self.slots, unused, dtype=values.dtype)
        used = self.rows >= 0
        found[used] = values[self.rows[used]]
        return found

    def lowest(self, by_slot: Floats) -> Floats:
        """The lowest of one value per slot in each node, float64 (I + L)."""
        level = by_slot.reshape(len(self.leaves), -1).min(axis=1)
        levels = [level]
        while len(level) > 1:
            level = level.reshape(-1, self.fan if len(level) == self.fan else FAN).min(axis=1)
            levels.append(level)
        return np.concatenate(levels[::-1])


def block_tree(values: Floats, leaf_rows: int = BLOCK_ROWS) -> BlockTree:
    """The tree over the rows of `values` (n, d), n > 0; leaves hold up to twice `leaf_rows`."""
    tree = kd_tree(values, leaf_rows)
    depth = len(tree.leaf).bit_length() - 1  # of a full binary tree: scikit-learn's are
    leaves, rows = _leaves(tree, (1 << depth) - 1)
    top = depth % _STEP or min(depth, _STEP)
    boxes = [_boxes(tree, level) for level in range(top, depth + 1, _STEP) if level]
    columns = values.shape[1]
    return BlockTree(leaves, rows, np.concatenate([np.empty((0, columns, 2, FAN)), *boxes]), 1 << top)


def _leaves(tree: KDTree, start: int) -> tuple[Floats, Rows]:
    """Values and rows of the leaves, which are the nodes from `start` on."""
    first, last = tree.first[start:], tree.last[start:]
    count, columns = len(first), tree.values.shape[1]
    room = -(-int((last - first).max()) // 8) * 8
    slot = np.arange(len(tree.order)) + np.repeat(np.arange(count) * room - first, last - first)
    rows = np.full(count * room, -1, dtype=np.int32)
    rows[slot] = tree.order
    values = np.full((count * room, columns), np.inf)
    values[slot] = tree.values
    return np.ascontiguousarray(values.reshape(count, room, columns).transpose(0, 2, 1)), rows


def _boxes(tree: KDTree, level: int) -> Floats:
    """Boxes of the binary tree's nodes at a level, by their parent here: (parents, d, 2, 8); infinity for none."""
    nodes = slice((1 << level) - 1, (2 << level) - 1)
    children = min(1 << level, FAN)
    parents = (1 << level) // children
    boxes = np.full((parents, tree.values.shape[1], 2, FAN), np.inf)
    for end, bounds in enumerate((tree.low, tree.high)):
        boxes[:, :, end, :children] = bounds[nodes].reshape(parents, children, -1).transpose(0, 2, 1)
    return boxes
