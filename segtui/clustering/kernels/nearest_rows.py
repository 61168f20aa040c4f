"""The k nearest rows of each row of a span, by walking a block tree once per row."""

import numpy as np

from segtui.clustering.kernels.blocks import Array, first_child, push, to_children, to_rows
from segtui.libraries.compiled import compiled

STACK = 512  # 7 siblings a level wait at most, and a level holds 8 times the rows of the next


@compiled("void(int32[::1], float64[::1], int32, float64)")
def insert(near: Array, far: Array, row: int, squared: float) -> None:
    """Put a row into a sorted list in place of its last."""
    at = len(far) - 1
    while at > 0 and (far[at - 1] > squared or (far[at - 1] == squared and near[at - 1] > row)):
        far[at], near[at] = far[at - 1], near[at - 1]
        at -= 1
    far[at], near[at] = squared, row


@compiled(
    "void(float64[:, :, ::1], int32[::1], float64[:, :, :, ::1], int64, int64, int64, int32[:, ::1], float64[:, ::1])"
)
def nearest(
    leaves: Array, rows: Array, boxes: Array, fan: int, start: int, stop: int, near_rows: Array, near_squared: Array
) -> None:
    """Fill the lists of the rows at slots `start` to `stop`, by rising distance, ties by row number."""
    columns, room = leaves.shape[1], leaves.shape[2]
    point = np.empty(columns)
    squared = np.empty(max(room, 8))
    stack, key = np.empty(STACK, np.int64), np.empty(STACK)
    for slot in range(start, stop):
        row = rows[slot]
        if row < 0:
            continue
        for column in range(columns):
            point[column] = leaves[slot // room, column, slot % room]
        near, far = near_rows[row], near_squared[row]
        far[:] = np.inf
        last = len(far) - 1
        stack[0], key[0], top = 0, 0.0, 1
        while top:
            top -= 1
            if key[top] >= far[last]:
                continue
            node = stack[top]
            if node < boxes.shape[0]:
                child, bottom = first_child(node, fan), top
                to_children(boxes, node, point, squared)
                for i in range(8):
                    if squared[i] < far[last]:
                        top = push(stack, key, bottom, top, child + i, squared[i])
                continue
            leaf = node - boxes.shape[0]
            to_rows(leaves, leaf, point, squared)
            for i in range(room):
                if squared[i] < far[last] and leaf * room + i != slot:
                    insert(near, far, rows[leaf * room + i], squared[i])
