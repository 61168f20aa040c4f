"""Kernels for rows outside a growing spanning tree, in blocks of rows that have a landmark in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled

BLOCK = 64
"""Rows at a time."""

SAFE = 1.0 - 1e-9
"""Bounds are made lower by this factor, so that rounding never makes one too high."""


@compiled("void(float64[:,::1], float64[::1], int64[::1], float64[:,:,::1], float64[:,::1], int64[:,::1], int64[::1])")
def into_blocks(
    values: Any, core: Any, order: Any, block_values: Any, block_core: Any, block_rows: Any, counts: Any
) -> None:
    """Lay rows out 64 at a time, in an order in which neighbours stand near each other.

    Args:
        values: (d, m).
        core: (m).
        order: (m) the rows in that order.
        block_values: (b, d, 64) result.
        block_core: (b, 64) result.
        block_rows: (b, 64) result.
        counts: (b) result: how many rows each block has.
    """
    for block in range(len(counts)):
        first = block * BLOCK
        counts[block] = min(BLOCK, len(order) - first)
        for i in range(counts[block]):
            row = order[first + i]
            block_rows[block, i], block_core[block, i] = row, core[row]
            for k in range(values.shape[0]):
                block_values[block, k, i] = values[k, row]


@compiled("void(float64[:,::1], int64[::1], int64[:,::1], int64[::1], int64, float64[:,::1])")
def least_to_landmarks(distances: Any, rows: Any, block_rows: Any, counts: Any, blocks: int, least: Any) -> None:
    """How near each of the first blocks comes to each landmark: `least` (R, b), from `distances` (n, R).

    `rows` (m) are the cluster's rows among all n.
    """
    for b in range(blocks):
        least[:, b] = np.inf
        for i in range(counts[b]):
            row = rows[block_rows[b, i]]
            for z in range(distances.shape[1]):
                least[z, b] = min(least[z, b], distances[row, z])


@compiled("float64(float64, float64, float64)")
def at_least(least: float, apart: float, core: float) -> float:
    """The squared mutual reachability that a row can't be below, to a block no nearer than `least` to its landmark."""
    gap = least - apart
    return max(gap * gap * SAFE if gap > 0.0 else 0.0, core)


@compiled("void(float64[:], float64[:], float64, float64[:,:,::1], float64[::1], float64[::1], float64[::1])")
def to_boxes(low: Any, high: Any, own: float, boxes: Any, densest: Any, apart: Any, gaps: Any) -> None:
    """The squared mutual reachability (b) below which no row of one box and one of each block can be.

    Args:
        low: (d) where the one box begins; that of a row is the row itself.
        high: (d) where it ends.
        own: the least squared core distance in it.
        boxes: (2, d, b) those of the blocks.
        densest: (b) the least squared core distance in each block.
        apart: (b) room.
        gaps: (b) result.
    """
    blocks = len(gaps)
    for b in range(blocks):
        gaps[b] = 0.0
    for k in range(boxes.shape[1]):
        start, end, lows, highs = low[k], high[k], boxes[0, k], boxes[1, k]
        for b in range(blocks):
            under, over = lows[b] - end, start - highs[b]
            beyond = under if under > over else over
            apart[b] = beyond if beyond > 0.0 else 0.0
        for b in range(blocks):
            gaps[b] += apart[b] * apart[b]
    for b in range(blocks):
        gaps[b] = max(gaps[b] * SAFE, densest[b], own)


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


@compiled("void(float64[:,::1], int64[::1], float64[::1], float64[::1], int64)")
def bound(nearest: Any, counts: Any, lowest: Any, highest: Any, b: int) -> None:
    """Update the least and the largest of `nearest` in a block."""
    lowest[b], highest[b] = np.inf, -1.0
    for i in range(counts[b]):
        lowest[b], highest[b] = min(lowest[b], nearest[b, i]), max(highest[b], nearest[b, i])


@compiled(
    "int64(float64[:,:,::1], float64[:,::1], int64[:,::1], float64[:,::1], int64[::1], float64[::1], float64[::1],"
    " float64[::1], int64)"
)
def pack(
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    nearest: Any,
    counts: Any,
    lowest: Any,
    highest: Any,
    waiting: Any,
    blocks: int,
) -> int:
    """Move the rows of the first blocks together, in their order; how many blocks are left.

    `waiting` (b) of a block becomes the least of those that its rows come from.
    """
    into, filled, least = 0, 0, np.inf
    for b in range(blocks):
        count, own = counts[b], waiting[b]
        for i in range(count):
            for k in range(block_values.shape[1]):
                block_values[into, k, filled] = block_values[b, k, i]
            block_core[into, filled], nearest[into, filled] = block_core[b, i], nearest[b, i]
            block_rows[into, filled] = block_rows[b, i]
            least, filled = min(least, own), filled + 1
            if filled == BLOCK:
                counts[into], waiting[into] = filled, least
                into, filled, least = into + 1, 0, np.inf
    if filled > 0:
        counts[into], waiting[into] = filled, least
        nearest[into, filled:] = -1.0
        into += 1
    for b in range(into):
        bound(nearest, counts, lowest, highest, b)
    return into
