"""Sums the leaves of many small trees for each row, by bits of the leaves that a row can still reach.

Every node is asked of a block of rows at once, which processors do several rows at a time (Lucchese et al. 2016).
"""

from typing import Any

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from segtui.libraries.compiled import compiled

Array = NDArray[Any]
_number_of_lowest: Any = trailing_zeros
_BLOCK = 256
"""Rows whose cells stay in the nearest cache, column by column."""


@compiled("void(float64[:, ::1], int32[::1], float64[::1], uint16[::1], int64[::1], float64[:, ::1], float64[::1])")
def add_reached_leaves(
    rows: Array, feature: Array, threshold: Array, right: Array, starts: Array, values: Array, total: Array
) -> None:
    """Add to `total` (n) the `values` (t, 16) of the leaves that rows (n, d) reach, tree after tree.

    The inner nodes of tree i are those from starts[i] to starts[i + 1] (t + 1). Where a row's feature is above the
    threshold, the bits of `right` remain of its leaves, whose lowest is the one it reaches: the leftmost.
    """
    every = np.uint16(0xFFFF)
    cells, leaves = np.zeros((rows.shape[1], _BLOCK)), np.empty(_BLOCK, np.uint16)
    for start in range(0, rows.shape[0], _BLOCK):
        count = min(_BLOCK, rows.shape[0] - start)
        for row in range(count):
            for column in range(rows.shape[1]):
                cells[column, row] = rows[start + row, column]
        for tree in range(values.shape[0]):
            leaves[:] = every
            for node in range(starts[tree], starts[tree + 1]):
                column, limit, kept = cells[feature[node]], threshold[node], right[node]
                for row in range(_BLOCK):
                    leaves[row] &= kept if column[row] > limit else every
            for row in range(count):
                total[start + row] += values[tree, _number_of_lowest(leaves[row])]
