"""Kernels for spanning trees of mutual reachability inside clusters, for any core distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled
from segtui.validity.kernels.reach_blocks import (
    BLOCK,
    approach,
    at_least,
    bound,
    into_blocks,
    least_to_landmarks,
    pack,
    remove,
)
from segtui.validity.kernels.reach_heap import pop, push

_AHEAD = 1.5
"""A block looks at rows of the tree up to this many times as far (squared) as the next row to join."""


@compiled("int64(float64[:,::1], float64[::1], int64, float64, float64[::1])")
def _source(values: Any, tree_core: Any, at: int, most: float, reach: Any) -> int:
    """The lowest row of the tree whose squared mutual reachability with row `at` is at most `most`.

    `values` are (d, b 64), `tree_core` (b 64) has the core distances of the tree's rows, and infinity for others.
    """
    for first in range(0, len(tree_core), BLOCK):
        core = tree_core[first : first + BLOCK]
        for j in range(BLOCK):
            reach[j] = 0.0
        for k in range(values.shape[0]):
            x, column = values[k, at], values[k, first : first + BLOCK]
            for j in range(BLOCK):
                reach[j] += (column[j] - x) * (column[j] - x)
        near = 0
        for j in range(BLOCK):
            near += (reach[j] <= most) & (core[j] <= most)
        if near > 0:
            for j in range(BLOCK):
                if reach[j] <= most and core[j] <= most:
                    return first + j
    return -1


@compiled("Tuple((int64, int64, int64))(float64, int64, float64[::1], float64[:,::1], int64[:,::1], int64[::1], int64)")
def _first(
    least: float, row: int, lowest: Any, nearest: Any, block_rows: Any, counts: Any, blocks: int
) -> tuple[int, int, int]:
    """The lowest row at distance `least` and under `row` in the blocks, its block and place; else `row`, -1, -1."""
    block, place = -1, -1
    for b in range(blocks):
        if lowest[b] == least:
            for i in range(counts[b]):
                if nearest[b, i] == least and block_rows[b, i] < row:
                    row, block, place = block_rows[b, i], b, i
    return row, block, place


@compiled("void(float64[:,:,::1], float64[:,::1], float64[:,::1], int64[:,::1], int64[::1], int64)")
def _leave(block_values: Any, block_core: Any, nearest: Any, block_rows: Any, counts: Any, row: int) -> None:
    """Take a row out of the block that holds it."""
    for b in range(len(counts)):
        for i in range(counts[b]):
            if block_rows[b, i] == row:
                remove(block_values, block_core, nearest, block_rows, counts, b, i)
                return


@compiled(
    "int64(float64[:,::1], float64[::1], int64[::1], float64[::1], int64[::1], int64, int64, float64, float64,"
    " float64[:,:,::1], float64[:,::1], int64[:,::1], float64[:,::1], int64[::1], float64[:,::1], float64[::1],"
    " float64[::1], float64[::1], int64[::1], int64, float64[::1], int64)"
)
def _meet(
    values: Any,
    core: Any,
    landmark: Any,
    apart: Any,
    joined: Any,
    last: int,
    met: int,
    far: float,
    farther: float,
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    nearest: Any,
    counts: Any,
    least: Any,
    lowest: Any,
    highest: Any,
    waiting: Any,
    heap: Any,
    heaped: int,
    reach: Any,
    b: int,
) -> int:
    """Measure a block against rows of the tree that may be nearer than `farther`, the latest, `last`, first.

    It has met those nearer than `far` among the first `met`. What is farther waits. Rows that settle go to the heap;
    how many it holds then.
    """
    waiting[b] = np.inf
    for t in range(last, -1 if farther > far else met - 1, -1):
        at = joined[t]
        own = core[at]
        if own >= highest[b]:
            continue
        gap = at_least(least[landmark[at], b], apart[at], own)
        if gap >= highest[b] or (t < met and gap <= far):
            continue
        if gap > farther:
            waiting[b] = min(waiting[b], gap)
            continue
        if not approach(values, at, own, block_values[b], block_core[b], nearest[b], reach):
            continue
        i = 0
        while i < counts[b]:
            if nearest[b, i] <= block_core[b, i]:
                push(heap, heaped, core, block_rows[b, i])
                heaped += 1
                remove(block_values, block_core, nearest, block_rows, counts, b, i)
            else:
                i += 1
        bound(nearest, counts, lowest, highest, b)
        if counts[b] == 0:
            break
    return heaped


@compiled(
    "void(float64[:,::1], float64[::1], float64, int64[::1], int64[::1], int64[::1], float64[::1], float64[:,::1],"
    " int64[::1], int64[::1], float64[::1])"
)
def grow(
    values: Any,
    core: Any,
    slack: float,
    order: Any,
    rows: Any,
    landmark: Any,
    apart: Any,
    distances: Any,
    sources: Any,
    nodes: Any,
    weights: Any,
) -> None:
    """Prim's spanning tree of squared mutual reachability from row 0 on, as in `plain.spanning_tree`.

    A row whose core distance is what joins it to the tree can't come nearer: it is *settled* and waits in a heap. The
    others stand in blocks, which are packed as they empty: most rows settle soon, because all-points core distances are
    large. A block is measured against rows of the tree only when one of them may join it next, by the distances of both
    to landmarks; the latest rows come first.

    Args:
        values: (d, b 64), with anything after the m rows.
        core: (m) squared core distances.
        slack: edges up to this many times as long (squared) as the shortest count as tied.
        order: (m) the rows in an order in which neighbours stand near each other.
        rows: (m) where each stands among all n rows.
        landmark: (m) the nearest landmark of each.
        apart: (m) the distance to it.
        distances: (n, R) of all rows to the landmarks.
        sources: (m - 1) result: the row in the tree at the start of each edge, the lowest of those tied.
        nodes: (m - 1) result: the row that the edge adds.
        weights: (m - 1) result: squared lengths.
    """
    size, blocks = len(core), (len(core) + BLOCK - 1) // BLOCK
    block_values, block_core = np.zeros((blocks, len(values), BLOCK)), np.zeros((blocks, BLOCK))
    block_rows, counts = np.zeros((blocks, BLOCK), np.int64), np.zeros(blocks, np.int64)
    into_blocks(values, core, order, block_values, block_core, block_rows, counts)
    least = np.empty((distances.shape[1], blocks))
    least_to_landmarks(distances, rows, block_rows, counts, blocks, least)
    nearest = np.full((blocks, BLOCK), np.inf)
    nearest[blocks - 1, counts[blocks - 1] :] = -1.0
    lowest, highest = np.full(blocks, np.inf), np.full(blocks, np.inf)
    waiting = np.full(blocks, np.inf)  # the least that the rows of the tree a block has yet to meet may give
    met, far = np.zeros(blocks, np.int64), np.zeros(blocks)  # of how many rows a block has met those so near
    joined, heap, heaped = np.empty(size, np.int64), np.empty(size, np.int64), 0
    tree_core, reach = np.full(blocks * BLOCK, np.inf), np.empty(BLOCK)
    joined[0], tree_core[0] = 0, core[0]
    _leave(block_values, block_core, nearest, block_rows, counts, 0)
    for step in range(size - 1):
        at = joined[step]
        level = core[heap[0]] if heaped > 0 else np.inf
        for b in range(blocks):
            waiting[b] = min(waiting[b], at_least(least[landmark[at], b], apart[at], core[at]))
            level = min(level, lowest[b])
        for b in range(blocks):
            if waiting[b] > level or counts[b] == 0:
                continue
            farther = _AHEAD * level if level > far[b] else far[b]
            heaped = _meet(
                values, core, landmark, apart, joined, step, met[b], far[b], farther, block_values, block_core,
                block_rows, nearest, counts, least, lowest, highest, waiting, heap, heaped, reach, b,
            )  # fmt: skip
            met[b], far[b] = step + 1, farther
            level = min(level, lowest[b])
            if heaped > 0:
                level = min(level, core[heap[0]])
        row = heap[0] if heaped > 0 and core[heap[0]] == level else size
        row, block, place = _first(level, row, lowest, nearest, block_rows, counts, blocks)
        if block < 0:
            pop(heap, heaped, core)
            heaped -= 1
        else:
            remove(block_values, block_core, nearest, block_rows, counts, block, place)
            bound(nearest, counts, lowest, highest, block)
        sources[step] = _source(values, tree_core, row, level * slack, reach)
        nodes[step], weights[step] = row, level
        tree_core[row], joined[step + 1] = core[row], row
        if 2 * (size - step - 2 - heaped) < BLOCK * blocks and blocks > 1:
            blocks = pack(block_values, block_core, block_rows, nearest, counts, lowest, highest, waiting, blocks)
            least_to_landmarks(distances, rows, block_rows, counts, blocks, least)
            met[:blocks], far[:blocks] = 0, 0.0
