"""Kernels for spanning trees of mutual reachability inside a cluster, for any core distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.compiled import compiled
from segtui.validity.kernels.reach_blocks import BLOCK, announce, approach, bound, gap_to, remove


@compiled("void(float64[:,::1], float64[::1], int64, int64, int64, float64[::1])")
def _reach(values: Any, core: Any, at: int, first: int, last: int, reach: Any) -> None:
    """Squared mutual reachability of row `at` and the rows `first` to `last` (exclusive); values are (d, m)."""
    for j in range(first, last):
        reach[j - first] = 0.0
    for k in range(values.shape[0]):
        x = values[k, at]
        for j in range(first, last):
            reach[j - first] += (values[k, j] - x) * (values[k, j] - x)
    own = core[at]
    for j in range(first, last):
        weight = reach[j - first] if reach[j - first] > core[j] else core[j]
        reach[j - first] = weight if weight > own else own


@compiled("int64(float64[:,::1], float64[::1], boolean[::1], int64, float64, float64[::1])")
def _source(values: Any, core: Any, inside: Any, at: int, most: float, reach: Any) -> int:
    """The lowest row of the tree whose mutual reachability with row `at` is at most `most`; -1 where there is none."""
    rows = len(core)
    for first in range(0, rows, BLOCK):
        last = min(first + BLOCK, rows)
        _reach(values, core, at, first, last, reach)
        for j in range(first, last):
            if inside[j] and reach[j - first] <= most:
                return j
    return -1


@compiled("void(int64[::1], int64, float64[::1], int64)")
def _push(heap: Any, size: int, core: Any, row: int) -> None:
    """Put a row into a heap by core distance, then row; it holds `size` rows before."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        other = heap[above]
        if core[other] < core[row] or (core[other] == core[row] and other < row):
            break
        heap[at] = other
        at = above
    heap[at] = row


@compiled("void(int64[::1], int64, float64[::1])")
def _pop(heap: Any, size: int, core: Any) -> None:
    """Drop the least row of a heap of `size` rows."""
    row = heap[size - 1]
    at, last = 0, size - 1
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        one = heap[below]
        if below + 1 < last:
            other = heap[below + 1]
            if core[other] < core[one] or (core[other] == core[one] and other < one):
                below, one = below + 1, other
        if core[row] < core[one] or (core[row] == core[one] and row < one):
            break
        heap[at] = one
        at = below
    heap[at] = row


@compiled(
    "int64(float64[:,::1], float64[::1], int64[::1], int64, int64, float64[:,:,::1], float64[:,::1], int64[:,::1],"
    " float64[:,::1], int64[::1], float64[:,:,::1], float64[::1], float64[::1], int64[::1], int64, float64[::1], int64)"
)
def _meet(
    values: Any,
    core: Any,
    joined: Any,
    first: int,
    last: int,
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    nearest: Any,
    counts: Any,
    boxes: Any,
    lowest: Any,
    highest: Any,
    heap: Any,
    heaped: int,
    reach: Any,
    b: int,
) -> int:
    """Measure a block against the rows that joined the tree from `first` to `last`, the latest first.

    Rows that settle go to the heap; how many it holds then.
    """
    for t in range(last, first - 1, -1):
        at = joined[t]
        own = core[at]
        if own >= highest[b] or gap_to(values, at, boxes, b) >= highest[b]:
            continue
        if not approach(values, at, own, block_values[b], block_core[b], nearest[b], reach):
            continue
        before, i = counts[b], 0
        while i < counts[b]:
            if nearest[b, i] <= block_core[b, i]:
                _push(heap, heaped, core, block_rows[b, i])
                heaped += 1
                remove(block_values, block_core, nearest, block_rows, counts, b, i)
            else:
                i += 1
        bound(block_values, nearest, counts, boxes, lowest, highest, b, counts[b] < before)
        if counts[b] == 0:
            break
    return heaped


@compiled("Tuple((int64, int64, int64))(float64, int64, float64[::1], float64[:,::1], int64[:,::1], int64[::1])")
def _first(least: float, row: int, lowest: Any, nearest: Any, block_rows: Any, counts: Any) -> tuple[int, int, int]:
    """The lowest row at distance `least` and under `row` in the blocks, its block and place; else `row`, -1, -1."""
    block, place = -1, -1
    for b in range(len(counts)):
        if lowest[b] == least:
            for i in range(counts[b]):
                if nearest[b, i] == least and block_rows[b, i] < row:
                    row, block, place = block_rows[b, i], b, i
    return row, block, place


@compiled(
    "void(float64[:,::1], float64[::1], float64, float64[:,:,::1], float64[:,::1], int64[:,::1], int64[::1],"
    " float64[:,:,::1], int64[::1], int64[::1], float64[::1])"
)
def grow(
    values: Any,
    core: Any,
    slack: float,
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    counts: Any,
    boxes: Any,
    sources: Any,
    nodes: Any,
    weights: Any,
) -> None:
    """Prim's spanning tree of squared mutual reachability from row 0 on, as in `plain.spanning_tree`.

    A row whose core distance is what joins it to the tree can't come nearer: it is *settled* and waits in a heap. The
    others stand in blocks. A block is measured against rows of the tree only when one of them may join it next, by
    the distance to the block's box, and the latest rows come first: they settle it before most of the others are
    looked at, because all-points core distances are large.

    Args:
        values: (d, m).
        core: (m) squared core distances.
        slack: edges up to this many times as long (squared) as the shortest count as tied.
        block_values: see `into_blocks`, as for the next four, which are used up.
        block_core: see there.
        block_rows: see there.
        counts: see there.
        boxes: see there.
        sources: (m - 1) result: the row in the tree at the start of each edge, the lowest of those tied.
        nodes: (m - 1) result: the row that the edge adds.
        weights: (m - 1) result: squared lengths.
    """
    rows, blocks = len(core), len(counts)
    inside = np.zeros(rows, np.bool_)
    nearest = np.full((blocks, BLOCK), -1.0)
    for b in range(blocks):
        for i in range(counts[b]):
            nearest[b, i] = np.inf
    lowest, highest = np.full(blocks, np.inf), np.full(blocks, np.inf)
    waiting_least = np.full(blocks, np.inf)  # the least that the rows of the tree a block has yet to meet may give
    met = np.zeros(blocks, np.int64)  # how many rows of the tree a block has met
    joined = np.empty(rows, np.int64)
    heap = np.empty(rows, np.int64)
    reach, gaps, apart = np.empty(BLOCK), np.empty(blocks), np.empty(blocks)
    joined[0], inside[0], heaped = 0, True, 0
    for b in range(blocks):
        for i in range(counts[b]):
            if block_rows[b, i] == 0:
                remove(block_values, block_core, nearest, block_rows, counts, b, i)
                break
    for step in range(rows - 1):
        announce(values, joined[step], core[joined[step]], boxes, apart, gaps, waiting_least)
        least = min(lowest.min(), core[heap[0]] if heaped > 0 else np.inf)
        for b in range(blocks):
            if waiting_least[b] > least or counts[b] == 0:
                continue
            heaped = _meet(
                values, core, joined, met[b], step, block_values, block_core, block_rows, nearest, counts, boxes,
                lowest, highest, heap, heaped, reach, b,
            )  # fmt: skip
            met[b], waiting_least[b] = step + 1, np.inf
            least = min(least, lowest[b])
            if heaped > 0:
                least = min(least, core[heap[0]])
        row = heap[0] if heaped > 0 and core[heap[0]] == least else rows
        row, block, place = _first(least, row, lowest, nearest, block_rows, counts)
        if block < 0:
            _pop(heap, heaped, core)
            heaped -= 1
        else:
            remove(block_values, block_core, nearest, block_rows, counts, block, place)
            bound(block_values, nearest, counts, boxes, lowest, highest, block, True)
        sources[step] = _source(values, core, inside, row, least * slack, reach)
        nodes[step], weights[step] = row, least
        inside[row], joined[step + 1] = True, row
