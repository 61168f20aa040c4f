"""Kernels that walk a spanning tree of mutual reachability as Prim's algorithm would, ties and all."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled
from segtui.validity.kernels.reach_blocks import BLOCK
from segtui.validity.kernels.reach_heap import pop, push
from segtui.validity.kernels.reach_valleys import apart_squared

MOST_EQUAL = 8
"""Clusters in which more rows have the same core distance are left to `reach_trees.grow`."""


@compiled("int64(float64[:,::1], float64[::1], int32[:,::1], float64[::1], int64, float64, float64[::1])")
def lowest(values: Any, core: Any, near: Any, horizon: Any, row: int, most: float, reach: Any) -> int:
    """The lowest row whose squared mutual reachability with `row` is at most `most`; -1 if there is none.

    `core` (b 64) has the core distances of the rows that are asked for, and infinity for others. The rest as in
    `reach_valleys.settle`.
    """
    if most < horizon[row]:
        found = len(core)
        for t in range(near.shape[1]):
            other = near[row, t]
            if 0 <= other < found and core[other] <= most and apart_squared(values, row, other) <= most:
                found = other
        return found if found < len(core) else -1
    for first in range(0, len(core), BLOCK):
        some = core[first : first + BLOCK]
        for j in range(BLOCK):
            reach[j] = 0.0
        for k in range(values.shape[0]):
            x, column = values[k, row], values[k, first : first + BLOCK]
            for j in range(BLOCK):
                reach[j] += (column[j] - x) * (column[j] - x)
        near_enough = 0
        for j in range(BLOCK):
            near_enough += (reach[j] <= most) & (some[j] <= most)
        if near_enough > 0:
            for j in range(BLOCK):
                if reach[j] <= most and some[j] <= most:
                    return first + j
    return -1


@compiled("int64(float64[::1], int64[::1], int64[::1])")
def equals(core: Any, group: Any, ranked: Any) -> int:
    """How many rows at most have the same core distance.

    Args:
        core: (m).
        group: (m) result: where the rows with the core distance of each begin in `ranked`.
        ranked: (m) the rows by core distance.
    """
    most, first = 1, 0
    for at in range(len(core)):
        if core[ranked[at]] != core[ranked[first]]:
            first = at
        group[ranked[at]] = first
        most = max(most, at - first + 1)
    return most


@compiled(
    "int64(float64[:,::1], float64[::1], int32[:,::1], float64[::1], float64[::1], float64[::1], int64[::1],"
    " int64[::1], int64, float64[::1])"
)
def next_of(
    values: Any, core: Any, near: Any, horizon: Any, tree: Any, rest: Any, group: Any, ranked: Any, row: int, reach: Any
) -> int:
    """The lowest row outside the tree that joins it at the core distance of `row`, which is in it or can join it.

    Rows with the same core distance are asked as well.

    `tree` and `rest` (b 64) have the core distances of the rows in the tree and outside, and infinity for others.
    """
    found, level = len(core), core[row]
    for at in range(group[row], len(core)):
        equal = ranked[at]
        if core[equal] != level:
            break
        if tree[equal] < np.inf:
            other = lowest(values, rest, near, horizon, equal, level, reach)
            found = other if 0 <= other < found else found
        elif equal < found and (equal == row or lowest(values, tree, near, horizon, equal, level, reach) >= 0):
            found = equal
    return found


@compiled(
    "void(float64[:,::1], float64[::1], float64, int32[:,::1], float64[::1], int64[::1], int64[:,::1], float64[::1],"
    " int64[::1], int64[::1], int64[::1], int64[::1], float64[::1])"
)
def walk(  # noqa: PLR0912 - a call for each row with so many arrays costs more than what it does
    values: Any,
    core: Any,
    slack: float,
    near: Any,
    horizon: Any,
    parent: Any,
    ends: Any,
    lengths: Any,
    group: Any,
    ranked: Any,
    sources: Any,
    nodes: Any,
    weights: Any,
) -> None:
    """The edges of the tree in the order in which Prim's algorithm adds them from row 0 on, as `plain.spanning_tree`.

    The tree that is walked says how long the next edge is. Which row it adds is then clear, for only edges of the row
    with that core distance are so long.

    Args:
        values: (d, b 64) of the cluster's m rows, with anything after them.
        core: (m) squared core distances.
        slack: edges up to this many times as long (squared) as the shortest count as tied.
        near: (m, K) the nearest other rows of each, -1 for rows of other clusters.
        horizon: (m) rows nearer (squared) than this are all in `near`.
        parent: (m) the row that each is joined to at its own core distance, -1 for none.
        ends: (r - 1, 2) the rows of the other edges.
        lengths: (r - 1) how long they are, squared.
        group: (m) and
        ranked: (m) as in `equals`.
        sources: (m - 1) result: the row in the tree at the start of each edge, the lowest of those tied.
        nodes: (m - 1) result: the row that the edge adds.
        weights: (m - 1) result: squared lengths.
    """
    size, reach = len(core), np.empty(BLOCK)
    first_child, brother = np.full(size, -1, np.int64), np.empty(size, np.int64)
    for row in range(size):
        if parent[row] >= 0:
            brother[row], first_child[parent[row]] = first_child[parent[row]], row
    first_end, next_end = np.full(size, -1, np.int64), np.empty(2 * len(ends), np.int64)
    for end in range(2 * len(ends)):
        row = ends[end >> 1, end & 1]
        next_end[end], first_end[row] = first_end[row], end
    tree, rest = np.full(values.shape[1], np.inf), np.full(values.shape[1], np.inf)
    rest[:size] = core
    # What may come next: rows at their own core distance; the denser rows of rows of the tree, the densest last, at the
    # core distance of those; bridges with one end in the tree.
    heap, below, bridges = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(len(ends), np.int64)
    heaped, deep, opened, row = 0, 0, 0, 0
    for step in range(size - 1):
        tree[row], rest[row] = core[row], np.inf
        child = first_child[row]
        while child >= 0:
            if rest[child] < np.inf:
                push(heap, heaped, core, child)
                heaped += 1
            child = brother[child]
        if parent[row] >= 0 and rest[parent[row]] < np.inf:
            below[deep] = row
            deep += 1
        end = first_end[row]
        while end >= 0:
            if rest[ends[end >> 1, 1 - (end & 1)]] < np.inf:
                push(bridges, opened, lengths, end >> 1)
                opened += 1
            end = next_end[end]
        # What leads to rows of the tree only is dropped, as far as it comes next.
        while heaped > 0 and rest[heap[0]] == np.inf:
            pop(heap, heaped, core)
            heaped -= 1
        while deep > 0 and rest[parent[below[deep - 1]]] == np.inf:
            deep -= 1
        while opened > 0 and rest[ends[bridges[0], 0]] == np.inf and rest[ends[bridges[0], 1]] == np.inf:
            pop(bridges, opened, lengths)
            opened -= 1
        level, at = np.inf, -1
        if heaped > 0:
            level, at = core[heap[0]], heap[0]
        if deep > 0 and core[below[deep - 1]] < level:
            level, at = core[below[deep - 1]], below[deep - 1]
        if opened > 0 and lengths[bridges[0]] < level:
            level, one, other = lengths[bridges[0]], ends[bridges[0], 0], ends[bridges[0], 1]
            at = one if core[one] == level else other if core[other] == level else -1
            row = one if rest[one] < np.inf else other
        if at >= 0:
            row = next_of(values, core, near, horizon, tree, rest, group, ranked, at, reach)
        sources[step] = lowest(values, tree, near, horizon, row, level * slack, reach)
        nodes[step], weights[step] = row, level
