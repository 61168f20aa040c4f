"""Single linkage's merges from the sorted edges of a spanning tree."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.clustering.kernels.union_find import root
from segtui.compiled import compiled


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
