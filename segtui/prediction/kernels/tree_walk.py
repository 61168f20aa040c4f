"""Sums the leaves of many trees for each row.

Siblings stand side by side, and a leaf leads back to itself, so that a step is an addition without a branch; rows take
it together, so that none waits for the memory of another.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import compiled

Array = NDArray[Any]
_BLOCK = 256
"""Rows that walk through one tree before the next is read, so that both stay in the nearest cache."""


@compiled(
    "void(float64[:, ::1], int32[::1], float64[::1], int32[::1], float64[::1], int64[::1], int64[::1], float64[::1])"
)
def add_leaves(
    rows: Array,
    feature: Array,
    threshold: Array,
    child: Array,
    value: Array,
    roots: Array,
    depths: Array,
    total: Array,
) -> None:
    """Add to `total` (n) the values of the leaves that rows (n, d) reach, tree after tree."""
    width, cells = rows.shape[1], rows.ravel()
    at = np.empty(_BLOCK, np.int32)
    for start in range(0, rows.shape[0], _BLOCK):
        count = min(_BLOCK, rows.shape[0] - start)
        for tree in range(roots.shape[0]):
            at[:count] = roots[tree]
            for _ in range(depths[tree]):
                for row in range(count):
                    node = at[row]
                    cell = cells[(start + row) * width + feature[node]]
                    at[row] = child[node] + np.int32(cell > threshold[node])
            for row in range(count):
                total[start + row] += value[at[row]]
