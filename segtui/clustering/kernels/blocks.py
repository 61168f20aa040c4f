"""Distances from a point to all rows of a leaf, or to the boxes of a node's children, at once.

Squares are added column by column, as scikit-learn's trees add them: distances equal theirs bit for bit, and a box's
distance, rounded in the same order, never exceeds that of a row inside it. Hence no fastmath.
"""

from typing import Any

from numpy.typing import NDArray

from segtui.libraries.compiled import compiled

Array = NDArray[Any]


@compiled("void(float64[:, :, ::1], int64, float64[::1], float64[::1])")
def to_rows(leaves: Array, leaf: int, point: Array, squared: Array) -> None:
    """Squared distances from `point` (d) to the rows of a leaf; infinity where there is none."""
    rows = leaves.shape[2]
    value = point[0]
    for i in range(rows):
        gap = leaves[leaf, 0, i] - value
        squared[i] = gap * gap
    for column in range(1, point.shape[0]):
        value = point[column]
        for i in range(rows):
            gap = leaves[leaf, column, i] - value
            squared[i] += gap * gap


@compiled("void(float64[:, :, :, ::1], int64, float64[::1], float64[::1])")
def to_children(boxes: Array, node: int, point: Array, squared: Array) -> None:
    """Squared distances from `point` (d) to the boxes of a node's children; infinity where there is none."""
    for child in range(boxes.shape[3]):
        squared[child] = 0.0
    for column in range(point.shape[0]):
        value = point[column]
        for child in range(boxes.shape[3]):
            gap = max(boxes[node, column, 0, child] - value, value - boxes[node, column, 1, child], 0.0)
            squared[child] += gap * gap


@compiled("void(float64[:, :, :, ::1], int64, float64[::1], float64[::1], float64[::1])")
def between(boxes: Array, node: int, low: Array, high: Array, squared: Array) -> None:
    """Squared distances from the box `low` (d) to `high` (d) to those of a node's children."""
    for child in range(boxes.shape[3]):
        squared[child] = 0.0
    for column in range(low.shape[0]):
        for child in range(boxes.shape[3]):
            gap = max(boxes[node, column, 0, child] - high[column], low[column] - boxes[node, column, 1, child], 0.0)
            squared[child] += gap * gap


@compiled("int64(int64, int64)")
def first_child(node: int, fan: int) -> int:
    """The number of a node's first child, the others follow it."""
    return 1 if node == 0 else 1 + fan + 8 * (node - 1)


@compiled("int64(int64[::1], float64[::1], int64, int64, int64, float64)")
def push(stack: Array, key: Array, bottom: int, top: int, node: int, distance: float) -> int:
    """Put a node among those from `bottom` to `top` so that the nearest is the last; the new top."""
    at = top
    while at > bottom and key[at - 1] < distance:
        key[at], stack[at] = key[at - 1], stack[at - 1]
        at -= 1
    key[at], stack[at] = distance, node
    return top + 1
