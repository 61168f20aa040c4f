"""Walks of a block tree for the least edge of mutual reachability from some rows to those of other components."""

import numpy as np

from segtui.clustering.kernels.blocks import Array, between, first_child, push, to_rows
from segtui.clustering.kernels.nearest_rows import STACK
from segtui.libraries.compiled import compiled


@compiled("void(int32[::1], int32[::1], int64, int64, int64, int32[::1], int32[::1])")
def parts_of_nodes(
    rows: Array, part: Array, room: int, inner: int, fan: int, slot_part: Array, node_part: Array
) -> None:
    """The component of each slot, and of each node of the tree: -1 where it holds rows of several."""
    for node in range(len(node_part) - 1, -1, -1):
        if node >= inner:
            first = (node - inner) * room
            node_part[node] = part[rows[first]]
            for slot in range(first, first + room):
                if rows[slot] >= 0:
                    slot_part[slot] = part[rows[slot]]
                    if slot_part[slot] != node_part[node]:
                        node_part[node] = -1
        else:
            child = first_child(node, fan)
            node_part[node] = node_part[child]
            for i in range(1, fan if node == 0 else 8):
                if node_part[child + i] != node_part[node]:
                    node_part[node] = -1


@compiled(
    "Tuple((int64, float64))(float64[:, :, ::1], int32[::1], int64[::1], float64[::1], int64, int64, float64[:, ::1])"
)
def together(
    leaves: Array, slot_part: Array, asked: Array, lower: Array, first: int, stop: int, ends: Array
) -> tuple[int, float]:
    """Where the slots of the first one's leaf and component end, and their least `lower`; `ends` becomes their box."""
    room = leaves.shape[2]
    ends[0, :], ends[1, :] = np.inf, -np.inf
    at, least = first, np.inf
    while at < stop and slot_part[asked[at]] == slot_part[asked[first]] and asked[at] // room == asked[first] // room:
        least = min(least, lower[at])
        for column in range(ends.shape[1]):
            value = leaves[asked[at] // room, column, asked[at] % room]
            ends[0, column], ends[1, column] = min(ends[0, column], value), max(ends[1, column], value)
        at += 1
    return at, least


@compiled(
    "Tuple((float64, int64, int64))(float64[:, :, ::1], int32[::1], float64[::1], int32[::1], int64[::1],"
    " float64[::1], int64, int64, int64, float64, float64[::1], float64[::1])"
)
def look(
    leaves: Array,
    rows: Array,
    slot_core: Array,
    slot_part: Array,
    asked: Array,
    lower: Array,
    first: int,
    last: int,
    leaf: int,
    bound: float,
    point: Array,
    squared: Array,
) -> tuple[float, int, int]:
    """The least edge below `bound` from the slots asked[first:last] to rows of other components in a leaf."""
    room = leaves.shape[2]
    winner, target = -1, -1
    for at in range(first, last):
        slot = asked[at]
        if lower[at] >= bound:
            continue
        for column in range(len(point)):
            point[column] = leaves[slot // room, column, slot % room]
        to_rows(leaves, leaf, point, squared)
        for i in range(room):
            other = leaf * room + i
            if squared[i] < bound and slot_part[other] != slot_part[slot]:
                weight = max(squared[i], slot_core[slot], slot_core[other])
                if weight < bound:
                    bound, winner, target = weight, at, rows[other]
    return bound, winner, target


@compiled(
    "void(float64[:, :, ::1], int32[::1], float64[:, :, :, ::1], int64, float64[::1], float64[::1], int32[::1],"
    " int32[::1], float64[::1], int64[::1], float64[::1], int32[::1], int64, int64)"
)
def search(
    leaves: Array,
    rows: Array,
    boxes: Array,
    fan: int,
    slot_core: Array,
    node_core: Array,
    slot_part: Array,
    node_part: Array,
    best: Array,
    asked: Array,
    lower: Array,
    found: Array,
    start: int,
    stop: int,
) -> None:
    """For the slots asked[start:stop], by component, then slot: the nearest row of another, if nearer than `best`.

    Sets `found` to its row, or to -1, and `lower` to a weight below which no edge leaves. Slots of one leaf and
    component walk the tree together: where a walk finds nothing, which is where most find nothing, it is one for all.
    """
    room, inner = leaves.shape[2], boxes.shape[0]
    point, ends = np.empty(leaves.shape[1]), np.empty((2, leaves.shape[1]))
    squared = np.empty(max(room, 8))
    stack, key = np.empty(STACK, np.int64), np.empty(STACK)
    bound, last = np.inf, start
    while last < stop:
        first, own = last, slot_part[asked[last]]
        if first == start or own != slot_part[asked[first - 1]]:
            bound = best[own]
        last, least = together(leaves, slot_part, asked, lower, first, stop, ends)
        winner, target = -1, -1
        stack[0], key[0], top = 0, node_core[0], 1
        while top and bound > least:
            top -= 1
            if key[top] >= bound:
                continue
            node = stack[top]
            if node < inner:
                child, bottom = first_child(node, fan), top
                between(boxes, node, ends[0], ends[1], squared)
                for i in range(8):
                    if squared[i] < bound and node_part[child + i] != own:
                        weight = max(squared[i], node_core[child + i])
                        if weight < bound:
                            top = push(stack, key, bottom, top, child + i, weight)
                continue
            nearer, at, other = look(
                leaves, rows, slot_core, slot_part, asked, lower, first, last, node - inner, bound, point, squared
            )
            if nearer < bound:
                bound, winner, target = nearer, at, other
        for at in range(first, last):
            found[at] = target if at == winner else -1
            lower[at] = max(lower[at], bound)
