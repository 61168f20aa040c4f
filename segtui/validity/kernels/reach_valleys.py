"""Kernels for valleys: rows joined to a denser row at their own core distance, the least that can join them."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled
from segtui.validity.kernels.reach_blocks import BLOCK, to_boxes


@compiled("float64(float64[:,::1], int64, int64)")
def apart_squared(values: Any, one: int, other: int) -> float:
    """The squared distance of two rows, columns of `values`."""
    found = 0.0
    for k in range(values.shape[0]):
        found += (values[k, other] - values[k, one]) * (values[k, other] - values[k, one])
    return found


@compiled("void(float64[:,::1], float64[:,::1], int64, float64[::1])")
def measure(values: Any, block: Any, row: int, reach: Any) -> None:
    """The squared distances of the rows of a block to one row."""
    for i in range(BLOCK):
        reach[i] = 0.0
    for k in range(values.shape[0]):
        x, column = values[k, row], block[k]
        for i in range(BLOCK):
            reach[i] += (column[i] - x) * (column[i] - x)


@compiled("int64(float64[:,::1], float64[::1], int32[:,::1], float64[::1], int64, int64[::1])")
def to_neighbours(values: Any, core: Any, near: Any, horizon: Any, row: int, parent: Any) -> int:
    """A denser row within the core distance of `row`, among its neighbours and what those were given.

    -1 if there is none at all, -2 if there may be one farther away.
    """
    for t in range(near.shape[1]):
        other = near[row, t]
        if other >= 0 and core[other] < core[row] and apart_squared(values, row, other) <= core[row]:
            return int(other)
    if core[row] < horizon[row]:
        return -1
    for t in range(near.shape[1]):
        at = parent[near[row, t]] if near[row, t] >= 0 else -1
        if at >= 0 and core[at] < core[row] and apart_squared(values, row, at) <= core[row]:
            return at
    return -2


@compiled(
    "int64(float64[:,::1], float64[::1], int64, int64, float64[:,:,::1], float64[:,::1], int64[:,::1], int64[::1],"
    " float64[::1], float64[::1], float64[::1])"
)
def denser(
    values: Any,
    core: Any,
    row: int,
    home: int,
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    counts: Any,
    densest: Any,
    gaps: Any,
    reach: Any,
) -> int:
    """A denser row within the core distance of `row`, the blocks next to its own, `home`, first; -1 if there is none.

    `densest` (b) is the least core distance in each block, `gaps` (b) what `to_boxes` says of them.
    """
    blocks, own = len(counts), core[row]
    for step in range(2 * blocks):
        b = home + (step + 1) // 2 if step % 2 else home - step // 2
        if b < 0 or b >= blocks or densest[b] >= own or gaps[b] > own:
            continue
        measure(values, block_values[b], row, reach)
        for i in range(counts[b]):
            if reach[i] <= own and block_core[b, i] < own:
                return int(block_rows[b, i])
    return -1


@compiled(
    "void(float64[:,:,::1], float64[:,::1], int64[:,::1], int64[::1], float64[:,:,::1], float64[::1], int64[::1])"
)
def enclose(
    block_values: Any, block_core: Any, block_rows: Any, counts: Any, boxes: Any, densest: Any, home: Any
) -> None:
    """The boxes of blocks, the least core distance in each, and the block of each row; see `settle`."""
    for b in range(len(counts)):
        densest[b] = np.inf
        boxes[0, :, b], boxes[1, :, b] = np.inf, -np.inf
        for i in range(counts[b]):
            home[block_rows[b, i]] = b
            densest[b] = min(densest[b], block_core[b, i])
        for k in range(block_values.shape[1]):
            for i in range(counts[b]):
                boxes[0, k, b] = min(boxes[0, k, b], block_values[b, k, i])
                boxes[1, k, b] = max(boxes[1, k, b], block_values[b, k, i])


@compiled(
    "int64(float64[:,::1], float64[::1], int32[:,::1], float64[::1], float64[:,:,::1], float64[:,::1], int64[:,::1],"
    " int64[::1], float64[:,:,::1], float64[::1], int64[::1], int64[::1])"
)
def settle(
    values: Any,
    core: Any,
    near: Any,
    horizon: Any,
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    counts: Any,
    boxes: Any,
    densest: Any,
    home: Any,
    parent: Any,
) -> int:
    """A denser row within its core distance for each row, -1 for those that have none; how many these are.

    Args:
        values: (d, b 64) of the cluster's m rows, with anything after them.
        core: (m) squared core distances.
        near: (m, K) the nearest other rows of each, -1 for rows of other clusters.
        horizon: (m) rows nearer (squared) than this are all in `near`.
        block_values: (b, d, 64) the rows in blocks.
        block_core: (b, 64).
        block_rows: (b, 64).
        counts: (b) rows in each block.
        boxes: (2, d, b) the least and the largest value of each column in each block.
        densest: (b) the least core distance in each block.
        home: (m) the block of each row.
        parent: (m) result.
    """
    reach, apart, gaps, roots = np.empty(BLOCK), np.empty(len(counts)), np.empty(len(counts)), 0
    parent[:] = -1
    for row in range(len(core)):
        parent[row] = to_neighbours(values, core, near, horizon, row, parent)
    for row in range(len(core)):
        if parent[row] == -2:
            parent[row] = to_neighbours(values, core, near, horizon, row, parent)
        if parent[row] == -2:
            to_boxes(values[:, row], values[:, row], core[row], boxes, densest, apart, gaps)
            parent[row] = denser(
                values, core, row, home[row], block_values, block_core, block_rows, counts, densest, gaps, reach
            )
        roots += parent[row] == -1
    return roots
