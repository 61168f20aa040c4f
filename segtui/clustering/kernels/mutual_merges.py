"""A round of merges: each two clusters that are nearest to each other become one."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import compiled

ALONE, GONE = -1, -2


@compiled("void(int64[:, ::1], float64[::1], int64, int64, int64, int64, float64)")
def record(children: Array, heights: Array, rows: int, made: int, one: int, other: int, height: float) -> None:
    """Write down merge number `made`; no merge is below those that made its two clusters, as rounding would have it."""
    children[made, 0], children[made, 1] = min(one, other), max(one, other)
    for child in (one, other):
        if child >= rows:
            height = max(height, heights[child - rows])
    heights[made] = height


@compiled(
    "int64(int32[::1], float64[::1], float64[:, ::1], float64[::1], float64[::1], int64[::1], int64[:, ::1],"
    " float64[::1], int64, int64, int32[::1])"
)
def join(
    near: Array,
    far: Array,
    centroids: Array,
    size: Array,
    spread: Array,
    node: Array,
    children: Array,
    heights: Array,
    rows: int,
    made: int,
    partner: Array,
) -> int:
    """Merge all mutual pairs, the second into the first; how many merges there are then.

    Where rounding or ties left no pair that is mutual, the closest two clusters are made one.
    `partner` becomes the second's number, ALONE, or GONE for the second itself. `spread` is the mean squared distance
    to the centroid.
    """
    pairs, least = 0, 0
    for a in range(len(near)):
        partner[a] = ALONE
        pairs += near[near[a]] == a
        if far[a] < far[least]:
            least = a
    if pairs == 0:
        near[near[least]], far[near[least]] = least, far[least]
    for a in range(len(near)):
        b = near[a]
        if b < a or near[b] != a:
            continue
        record(children, heights, rows, made, node[a], node[b], far[a])
        of_a, of_b = size[a] / (size[a] + size[b]), size[b] / (size[a] + size[b])
        apart = 0.0
        for column in range(centroids.shape[1]):
            gap = centroids[b, column] - centroids[a, column]
            apart += gap * gap
            centroids[a, column] += of_b * gap
        spread[a] = of_a * spread[a] + of_b * spread[b] + of_a * of_b * apart
        size[a] += size[b]
        node[a] = rows + made
        partner[a], partner[b] = b, GONE
        made += 1
    return made


@compiled(
    "int64(int32[::1], int32[::1], float64[::1], float64[:, ::1], float64[::1], float64[::1], int64[::1], uint8[::1])"
)
def close_ranks(
    partner: Array, near: Array, far: Array, centroids: Array, size: Array, spread: Array, node: Array, stale: Array
) -> int:
    """Move the clusters that are left to the front of all arrays; how many there are.

    `stale` is set for those whose nearest is to be searched: they are new, or it is no more what it was.
    """
    number = np.empty(len(near), np.int32)
    left = 0
    for a in range(len(near)):
        number[a] = left
        if partner[a] == GONE:
            continue
        for column in range(centroids.shape[1]):
            centroids[left, column] = centroids[a, column]
        size[left], spread[left], node[left], far[left] = size[a], spread[a], node[a], far[a]
        stale[left] = partner[a] != ALONE or partner[near[a]] != ALONE
        left += 1
    for a in range(len(near)):
        if partner[a] != GONE:
            near[number[a]] = number[near[a]]  # never read again where it was written: numbers only fall
    return left


@compiled("void(int32[::1], int64[::1], int64[::1], int64[::1])")
def regroup(partner: Array, start: Array, new_start: Array, order: Array) -> None:
    """The places of all points when each pair's stand together, in the order of `close_ranks`."""
    at, left = 0, 0
    for a in range(len(partner)):
        if partner[a] == GONE:
            continue
        for cluster in (a, np.int64(partner[a])):
            if cluster >= 0:
                for place in range(start[cluster], start[cluster + 1]):
                    order[at] = place
                    at += 1
        left += 1
        new_start[left] = at
