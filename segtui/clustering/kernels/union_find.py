"""Union-find along a spanning tree's sorted edges: single linkage's merges, and DBSCAN's clusters for each eps."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import compiled


@compiled("int64(int32[::1], int64)")
def root(parent: Array, at: int) -> int:
    """The representative of a set, its path made shorter on the way."""
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@compiled("void(int32[::1], int32[::1], float64[::1], float64[:, ::1])")
def merges(left: Array, right: Array, distance: Array, found: Array) -> None:
    """Fill `found` (n - 1, 4) as SciPy's linkage: the two clusters, their distance, the rows of both."""
    rows = len(left) + 1
    parent = np.arange(2 * rows - 1).astype(np.int32)
    for edge in range(rows - 1):
        size = 0.0
        for side in range(2):
            part = root(parent, left[edge] if side == 0 else right[edge])
            size += found[part - rows, 3] if part >= rows else 1.0
            found[edge, side] = part
            parent[part] = rows + edge
        found[edge, 2], found[edge, 3] = distance[edge], size


@compiled("int64(int32[::1], int32[::1], float64[::1], int64, float64, int32[::1])")
def unite(left: Array, right: Array, squared: Array, start: int, within: float, parent: Array) -> int:
    """Join the sets along the edges from `start` on that are within reach; where the first that is not stands."""
    edge = start
    while edge < len(squared) and squared[edge] <= within:
        one, other = root(parent, left[edge]), root(parent, right[edge])
        parent[max(one, other)] = min(one, other)
        edge += 1
    return edge


@compiled("void(int32[::1], int32[:, :], float64[:, :], float64, int32[::1])")
def label(parent: Array, near_rows: Array, near_squared: Array, within: float, labels: Array) -> None:
    """Number the sets of core rows by their first; other rows join the lowest that has a core within reach, or none."""
    rows, k = near_rows.shape
    number = np.full(rows, -1, np.int32)
    count = 0
    for row in range(rows):
        labels[row] = -1
        if k == 0 or near_squared[row, k - 1] <= within:
            first = root(parent, row)
            if number[first] < 0:
                number[first] = count
                count += 1
            labels[row] = number[first]
    for row in range(rows):
        if k and near_squared[row, k - 1] > within:
            for place in range(k):
                other = near_rows[row, place]
                if near_squared[row, place] > within:
                    break
                if near_squared[other, k - 1] <= within and (labels[row] < 0 or labels[other] < labels[row]):
                    labels[row] = labels[other]
