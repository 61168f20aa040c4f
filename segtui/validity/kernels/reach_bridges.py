"""Kernels that join the valleys of a cluster to one spanning tree of mutual reachability."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled
from segtui.validity.kernels.reach_blocks import BLOCK, to_boxes
from segtui.validity.kernels.reach_heap import pop, push
from segtui.validity.kernels.reach_valleys import apart_squared, measure


@compiled("void(float64[:,::1], float64[::1], float64, int64, int64, float64[::1], int64[::1])")
def keep_shorter(values: Any, core: Any, squared: float, row: int, other: int, length: Any, edge: Any) -> None:
    """Keep the edge of two rows so far apart if it is the shortest so far.

    `length` (1) is that of the edge kept, `edge` (3) its row inside, its row outside and whether another one is as
    long. Of equal rows the lowest is kept. Edges whose length is a core distance are not told apart: there may be many.
    """
    reach = max(core[row], core[other], squared)
    if reach < length[0]:
        length[0], edge[0], edge[1], edge[2] = reach, row, other, 0
    elif reach == length[0] and reach > max(core[row], core[other]):
        if apart_squared(values, row, edge[0]) == 0.0 and apart_squared(values, other, edge[1]) == 0.0:
            edge[0], edge[1] = min(row, edge[0]), min(other, edge[1])
        else:
            edge[2] = 1


@compiled("void(float64[:,::1], float64[::1], int32[:,::1], int64[::1], int64, float64[::1], int64[::1])")
def to_near_rows(values: Any, core: Any, near: Any, valley: Any, row: int, length: Any, edge: Any) -> None:
    """Keep the shortest edge from a row to those of its neighbours that are in other valleys."""
    for t in range(near.shape[1]):
        other = near[row, t]
        if other >= 0 and valley[other] != valley[row]:
            keep_shorter(values, core, apart_squared(values, row, other), row, other, length, edge)


@compiled(
    "void(float64[:,::1], float64[::1], int64, int64, float64[:,:,::1], float64[:,::1], int64[:,::1], int64[::1],"
    " float64[::1], int64[::1], boolean[::1], float64[::1], float64[::1], int64[::1])"
)
def to_blocks(
    values: Any,
    core: Any,
    row: int,
    home: int,
    block_values: Any,
    block_core: Any,
    block_rows: Any,
    counts: Any,
    gaps: Any,
    valley: Any,
    foreign: Any,
    reach: Any,
    length: Any,
    edge: Any,
) -> None:
    """Keep the shortest edge from a row to those of other valleys in all blocks, those next to its own, `home`, first.

    `gaps` (b) is what `to_boxes` says; blocks without a row of another valley are not `foreign` (b).
    """
    own, most = valley[row], length[0]
    for step in range(2 * len(counts)):
        b = home + (step + 1) // 2 if step % 2 else home - step // 2
        if b < 0 or b >= len(counts) or not foreign[b] or gaps[b] > most:
            continue
        measure(values, block_values[b], row, reach)
        for i in range(counts[b]):
            if reach[i] <= most and block_core[b, i] <= most and valley[block_rows[b, i]] != own:
                keep_shorter(values, core, reach[i], row, block_rows[b, i], length, edge)
                most = length[0]


@compiled("void(int64[::1], int64[::1], int64[::1], float64[::1])")
def gather(parent: Any, valley: Any, after: Any, sizes: Any) -> None:
    """The valley of each row (m), the next row of the same valley (m), in a circle, and how many rows each has (m).

    A valley is known by its row without a `parent` (m).
    """
    for row in range(len(parent)):
        after[row], sizes[row] = row, 0.0
    for row in range(len(parent)):
        at = row
        while parent[at] >= 0:
            at = parent[at]
        valley[row] = at
        sizes[at] += 1.0
        if at != row:
            after[row], after[at] = after[at], row


@compiled("int64(int64[::1], int64, float64[::1], float64[::1])")
def smallest(heap: Any, heaped: int, ranked: Any, sizes: Any) -> int:
    """Bring the smallest valley to the front of the heap; how many it holds then.

    `ranked` (m) are the sizes by which valleys stand in the heap, `sizes` (m) those they have: 0 if they are part of
    another.
    """
    while ranked[heap[0]] != sizes[heap[0]]:
        own = heap[0]
        pop(heap, heaped, ranked)
        heaped -= 1
        if sizes[own] > 0.0:
            ranked[own] = sizes[own]
            push(heap, heaped, ranked, own)
            heaped += 1
    return heaped


@compiled("void(int64[:,::1], int64[::1], int64[::1], int64, float64, boolean[::1])")
def outside(block_rows: Any, counts: Any, valley: Any, own: int, size: float, foreign: Any) -> None:
    """Which blocks (b) have a row that is not of the valley `own`; for one of few rows it is not worth a look."""
    for b in range(len(counts)):
        foreign[b] = size < BLOCK
        for i in range(0 if size < BLOCK else counts[b]):
            foreign[b] |= valley[block_rows[b, i]] != own


@compiled("boolean(float64[::1], int64[:,::1], float64[::1], boolean)")
def unclear(core: Any, ends: Any, lengths: Any, even: bool) -> bool:
    """Whether an edge longer than the core distances of its rows is, or, where rows stand `even`, may be as another."""
    ranked = np.argsort(lengths)
    for at in range(len(ranked)):
        one, other = ranked[at], ranked[max(at - 1, 0)]
        if lengths[one] > max(core[ends[one, 0]], core[ends[one, 1]]):
            next_one = ranked[min(at + 1, len(ranked) - 1)]
            if even or (other != one and lengths[other] == lengths[one]):
                return True
            if next_one != one and lengths[next_one] == lengths[one]:
                return True
    return False


@compiled(
    "boolean(float64[:,::1], float64[::1], int32[:,::1], float64[::1], float64[:,:,::1], float64[:,::1],"
    " int64[:,::1], int64[::1], float64[:,:,::1], float64[::1], int64[::1], int64[::1], boolean, int64[:,::1],"
    " float64[::1])"
)
def bridge(
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
    even: bool,
    ends: Any,
    lengths: Any,
) -> bool:
    """The edges that join the valleys to one tree; False where two of them are as long and which is meant is unclear.

    The shortest edge that leaves the smallest valley joins it to another, until one is left.

    Args:
        values: as in `settle`, and so the arguments to `home`.
        parent: (m) what `settle` found.
        even: whether rows may be equally far from several others, as on a lattice.
        ends: (r - 1, 2) result: for r valleys, the rows of each edge.
        lengths: (r - 1) result: squared.
    """
    size, roots = len(core), len(lengths) + 1
    valley, after, sizes = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size)
    gather(parent, valley, after, sizes)
    heap, heaped, ranked = np.empty(roots, np.int64), 0, sizes.copy()
    for row in range(size):
        if parent[row] < 0:
            push(heap, heaped, ranked, row)
            heaped += 1
    apart, gaps, reach, foreign = np.empty(len(counts)), np.empty(len(counts)), np.empty(BLOCK), counts < 0
    edge = np.empty(3, np.int64)
    for found in range(roots - 1):
        heaped = smallest(heap, heaped, ranked, sizes)
        own, length = heap[0], lengths[found : found + 1]
        outside(block_rows, counts, valley, own, sizes[own], foreign)
        length[0], edge[0], edge[1], edge[2] = np.inf, -1, -1, 0
        row = own
        for _ in range(int(sizes[own])):
            if core[row] <= length[0]:
                to_near_rows(values, core, near, valley, row, length, edge)
            row = after[row]
        for _ in range(int(sizes[own])):
            if core[row] <= length[0] and horizon[row] <= length[0]:
                to_boxes(values[:, row], values[:, row], core[row], boxes, densest, apart, gaps)
                to_blocks(
                    values, core, row, home[row], block_values, block_core, block_rows, counts, gaps, valley, foreign,
                    reach, length, edge,
                )  # fmt: skip
            row = after[row]
        if edge[2] == 1:
            return False
        ends[found, 0], ends[found, 1] = edge[0], edge[1]
        other = valley[edge[1]]
        for _ in range(int(sizes[own])):
            valley[row] = other
            row = after[row]
        after[edge[0]], after[edge[1]] = after[edge[1]], after[edge[0]]
        sizes[other] += sizes[own]
        sizes[own] = 0.0
    return not unclear(core, ends, lengths, even)
