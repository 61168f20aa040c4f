"""Kernels for the least mutual reachability between clusters, over blocks of their inner rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled
from segtui.validity.kernels.reach_blocks import BLOCK, to_boxes


@compiled("void(float64[:,::1], float64[::1], int64[:,::1], float64[:,:,::1], float64[:,::1], float64[:,:,::1])")
def lay_out(values: Any, core: Any, slots: Any, block_values: Any, block_core: Any, boxes: Any) -> None:
    """Values (b, d, 64), core distances (b, 64) and boxes (2, d, b) of blocks, from the rows in their slots.

    `values` is (n, d), `core` (n); `slots` (b, 64) has rows, and -1 where a block has no more: infinitely far.
    """
    for b in range(len(slots)):
        boxes[0, :, b], boxes[1, :, b] = np.inf, -np.inf
        for i in range(BLOCK):
            row = slots[b, i]
            block_core[b, i] = core[row] if row >= 0 else np.inf
            for k in range(values.shape[1]):
                block_values[b, k, i] = values[max(row, 0), k]
                if row >= 0:
                    boxes[0, k, b] = min(boxes[0, k, b], values[row, k])
                    boxes[1, k, b] = max(boxes[1, k, b], values[row, k])


@compiled("float64(float64[:,::1], float64[::1], float64[:,::1], float64[::1], float64, float64[::1])")
def _between(values: Any, core: Any, others: Any, other_core: Any, bound: float, reach: Any) -> float:
    """The least squared mutual reachability between the rows of two blocks, if it is under `bound`."""
    for i in range(BLOCK):
        if core[i] >= bound:
            continue
        for j in range(BLOCK):
            reach[j] = 0.0
        for k in range(values.shape[0]):
            x, column = values[k, i], others[k]
            for j in range(BLOCK):
                reach[j] += (column[j] - x) * (column[j] - x)
        least = bound
        for j in range(BLOCK):
            weight = reach[j] if reach[j] > other_core[j] else other_core[j]
            least = weight if weight < least else least
        bound = min(bound, max(least, core[i]))
    return bound


@compiled("void(float64[:,:,::1], float64[:,::1], float64[:,:,::1], int64[::1], float64[::1])")
def nearest_clusters(values: Any, core: Any, boxes: Any, part: Any, nearest: Any) -> None:
    """The least squared mutual reachability of each cluster to all others.

    Args:
        values: (b, d, 64).
        core: (b, 64) squared core distances; infinity where a block has no row.
        boxes: (2, d, b).
        part: (b) the cluster of each block.
        nearest: (c) result; infinity before.
    """
    blocks = len(part)
    lowest = np.empty(blocks)
    for b in range(blocks):
        lowest[b] = core[b].min()
    gaps, apart, reach = np.empty(blocks), np.empty(blocks), np.empty(BLOCK)
    for final in (False, True):  # the likeliest pair of each block first, so that most others can be left out
        for b in range(blocks):
            to_boxes(boxes[0, :, b], boxes[1, :, b], lowest[b], boxes, lowest, apart, gaps)
            likeliest = -1
            for c in range(blocks):
                if part[c] == part[b] or gaps[c] >= max(nearest[part[b]], nearest[part[c]]):
                    continue
                if final:
                    if c > b:
                        bound = max(nearest[part[b]], nearest[part[c]])
                        least = _between(values[b], core[b], values[c], core[c], bound, reach)
                        nearest[part[b]] = min(nearest[part[b]], least)
                        nearest[part[c]] = min(nearest[part[c]], least)
                elif likeliest < 0 or gaps[c] < gaps[likeliest]:
                    likeliest = c
            if likeliest >= 0:
                c = likeliest
                bound = max(nearest[part[b]], nearest[part[c]])
                least = _between(values[b], core[b], values[c], core[c], bound, reach)
                nearest[part[b]] = min(nearest[part[b]], least)
                nearest[part[c]] = min(nearest[part[c]], least)
