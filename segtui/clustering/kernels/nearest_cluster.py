"""The nearest cluster of each cluster: a walk through a block tree over the centroids."""

import numpy as np

from segtui.clustering.kernels.blocks import Array, first_child, push, to_children, to_rows
from segtui.clustering.kernels.linkages import CHUNK, SLACK, WARD, between, bound, lot
from segtui.clustering.kernels.nearest_rows import STACK
from segtui.libraries.compiled import compiled


@compiled("int64(float64[::1], int64)")
def lowest(values: Array, count: int) -> int:
    """Where the lowest of the first `count` values is."""
    least = 0
    for i in range(1, count):
        if values[i] < values[least]:
            least = i
    return least


@compiled(
    "int64(int64, float64[:, :, ::1], int32[::1], float64[:, :, :, ::1], int64, float64[::1], float64[::1],"
    " float64[::1], int64[::1], float64[:, ::1], float64[::1], int64[::1], int64[::1], int64, int64, int32[::1],"
    " float64[::1])"
)
def closest(  # noqa: PLR0912
    linkage: int,
    leaves: Array,
    rows: Array,
    boxes: Array,
    fan: int,
    slot_told: Array,
    node_told: Array,
    size: Array,
    node: Array,
    points: Array,
    weight: Array,
    start: Array,
    asked: Array,
    first: int,
    last: int,
    near: Array,
    far: Array,
) -> int:
    """Set `near` and `far` (its key) for the clusters at the slots asked[first:last]; how many points were paired.

    `slot_told` and `node_told` are what `bound` wants to know of others: sizes or spreads, and their least in a node.
    """
    columns, room, inner = leaves.shape[1], leaves.shape[2], boxes.shape[0]
    point, squared, pairs = np.empty(columns), np.empty(max(room, 8)), np.empty(CHUNK)
    stack, key = np.empty(STACK, np.int64), np.empty(STACK)
    paired = 0
    for at in range(first, last):
        slot = asked[at]
        own, told = rows[slot], slot_told[slot]
        for column in range(columns):
            point[column] = leaves[slot // room, column, slot % room]
        best, found = np.inf, -1
        stack[0], key[0], top = 0, 0.0, 1
        while top:
            top -= 1
            if key[top] * SLACK > best:
                continue
            if stack[top] < inner:
                child, bottom, fans = first_child(stack[top], fan), top, 8 if stack[top] else fan
                to_children(boxes, stack[top], point, squared)
                for i in range(fans):
                    least = bound(linkage, squared[i], told, node_told[child + i])
                    if least * SLACK <= best:
                        top = push(stack, key, bottom, top, child + i, least)
                continue
            leaf = stack[top] - inner
            to_rows(leaves, leaf, point, squared)
            for i in range(room):
                squared[i] = bound(linkage, squared[i], told, slot_told[leaf * room + i])
                if rows[leaf * room + i] < 0 or rows[leaf * room + i] == own:
                    squared[i] = np.inf
            while True:  # what promises most comes first
                i = lowest(squared, room)
                if squared[i] == np.inf or squared[i] * SLACK > best:
                    break
                other, value = rows[leaf * room + i], squared[i]
                if linkage != WARD and size[own] * size[other] > 1.0:
                    value = between(linkage, points, weight, start, size, own, other, best, pairs)
                    paired += (start[own + 1] - start[own]) * (start[other + 1] - start[other])
                if value < best or (value == best and lot(node[own], node[other]) < lot(node[own], node[found])):
                    best, found = value, other
                squared[i] = np.inf
        near[own], far[own] = found, best
    return paired
