"""Kernels for rows outside a growing spanning tree, in blocks of neighbours with boxes around them."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.compiled import compiled

BLOCK = 64
"""Rows at a time."""


@compiled(
    "void(float64[:,::1], float64[::1], int64[::1], float64[:,:,::1], float64[:,::1], int64[:,::1], int64[::1],"
    " float64[:,:,::1])"
)
def into_blocks(
    values: Any, core: Any, order: Any, block_values: Any, block_core: Any, block_rows: Any, counts: Any, boxes: Any
) -> None:
    """Lay rows out for `grow`: 64 at a time in an order in which neighbours stand near each other.

    Args:
        values: (d, m).
        core: (m).
        order: (m) the rows in that order.
        block_values: (b, d, 64) result.
        block_core: (b, 64) result.
        block_rows: (b, 64) result.
        counts: (b) result: how many rows each block has.
        boxes: (2, d, b) result: the corners of the box around each block.
    """
    rows = len(order)
    for block in range(len(counts)):
        first = block * BLOCK
        counts[block] = min(BLOCK, rows - first)
        for i in range(counts[block]):
            row = order[first + i]
            block_rows[block, i], block_core[block, i] = row, core[row]
        for k in range(values.shape[0]):
            low, high = np.inf, -np.inf
            for i in range(counts[block]):
                value = values[k, order[first + i]]
                block_values[block, k, i] = value
                low, high = min(low, value), max(high, value)
            boxes[0, k, block], boxes[1, k, block] = low, high


@compiled("void(float64[:,::1], int64, float64, float64[:,:,::1], float64[::1], float64[::1], float64[::1])")
def announce(values: Any, at: int, own: float, boxes: Any, apart: Any, gaps: Any, least: Any) -> None:
    """Let blocks know how near a row that joined the tree may be, by its squared distance to their boxes.

    `least` (b) is lowered to that where it is more; `apart` and `gaps` (b) are room to work in.
    """
    blocks = len(gaps)
    for b in range(blocks):
        gaps[b] = 0.0
    for k in range(values.shape[0]):
        x = values[k, at]
        low, high = boxes[0, k], boxes[1, k]
        for b in range(blocks):
            under, over = low[b] - x, x - high[b]
            beyond = under if under > over else over
            apart[b] = beyond if beyond > 0.0 else 0.0
        for b in range(blocks):
            gaps[b] += apart[b] * apart[b]
    for b in range(blocks):
        gap = gaps[b] if gaps[b] > own else own
        least[b] = gap if gap < least[b] else least[b]


@compiled("float64(float64[:,::1], int64, float64[:,:,::1], int64)")
def gap_to(values: Any, at: int, boxes: Any, b: int) -> float:
    """Squared distance of a row to one box."""
    total = 0.0
    for k in range(values.shape[0]):
        beyond = max(boxes[0, k, b] - values[k, at], values[k, at] - boxes[1, k, b])
        if beyond > 0.0:
            total += beyond * beyond
    return total


@compiled("boolean(float64[:,::1], int64, float64, float64[:,::1], float64[::1], float64[::1], float64[::1])")
def approach(values: Any, at: int, own: float, block: Any, core: Any, nearest: Any, reach: Any) -> bool:
    """Measure the rows of a block against a row of the tree; whether any is nearer to it than to those before."""
    for i in range(BLOCK):
        reach[i] = 0.0
    for k in range(values.shape[0]):
        x, column = values[k, at], block[k]
        for i in range(BLOCK):
            reach[i] += (column[i] - x) * (column[i] - x)
    nearer = 0
    for i in range(BLOCK):
        weight = reach[i] if reach[i] > core[i] else core[i]
        weight = weight if weight > own else own
        nearer += weight < nearest[i]
        nearest[i] = weight if weight < nearest[i] else nearest[i]
    return nearer > 0


@compiled("void(float64[:,:,::1], float64[:,::1], float64[:,::1], int64[:,::1], int64[::1], int64, int64)")
def remove(block_values: Any, block_core: Any, nearest: Any, block_rows: Any, counts: Any, b: int, at: int) -> None:
    """Take a row out of a block: the last one takes its place."""
    last = counts[b] - 1
    for k in range(block_values.shape[1]):
        block_values[b, k, at] = block_values[b, k, last]
    block_core[b, at], nearest[b, at], block_rows[b, at] = block_core[b, last], nearest[b, last], block_rows[b, last]
    nearest[b, last] = -1.0  # nothing comes nearer
    counts[b] = last


@compiled(
    "void(float64[:,:,::1], float64[:,::1], int64[::1], float64[:,:,::1], float64[::1], float64[::1], int64, boolean)"
)
def bound(
    block_values: Any, nearest: Any, counts: Any, boxes: Any, lowest: Any, highest: Any, b: int, fewer: bool
) -> None:
    """Update what is known of a block: the least and largest of `nearest`, and its box where rows left it."""
    lowest[b], highest[b] = np.inf, -1.0
    for i in range(counts[b]):
        lowest[b], highest[b] = min(lowest[b], nearest[b, i]), max(highest[b], nearest[b, i])
    if not fewer:
        return
    for k in range(block_values.shape[1]):
        low, high = np.inf, -np.inf
        for i in range(counts[b]):
            low, high = min(low, block_values[b, k, i]), max(high, block_values[b, k, i])
        boxes[0, k, b], boxes[1, k, b] = low, high
