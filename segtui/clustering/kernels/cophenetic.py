"""Kernel for the cophenetic correlation: sums over pairs of rows of distances and of joining heights."""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import ROUNDING, compiled

_BLOCK = 128


@compiled("void(float64[:,::1], float64[::1], int64, int64, float64, float64, float64[::1])", ROUNDING)
def pair_sums(values: Array, heights: Array, start: int, end: int, distance: float, height: float, sums: Array) -> None:
    """Add the sums over pairs of the rows `start` to `end` (exclusive) and later rows.

    Args:
        values: (n, d) in the order of a drawing.
        heights: (n - 1) at which neighbours in this order join.
        start: the first row.
        end: past the last.
        distance: what distances are taken less.
        height: what heights are taken less.
        sums: (5) of d, c, d d, c c and d c.
    """
    rows, columns = values.shape
    turned = np.ascontiguousarray(values[start + 1 :].T)
    squared, joins = np.empty(_BLOCK), np.empty(_BLOCK)
    for row in range(start, end):
        highest = 0.0
        for first in range(row + 1, rows, _BLOCK):
            count = min(_BLOCK, rows - first)
            offset = first - start - 1
            for j in range(count):
                highest = max(highest, heights[first + j - 1])
                joins[j] = highest - height
            for j in range(count):
                squared[j] = 0.0
            for k in range(columns):
                x, column = values[row, k], turned[k]
                for j in range(count):
                    squared[j] += (column[offset + j] - x) * (column[offset + j] - x)
            d, c, dd, cc, dc = 0.0, 0.0, 0.0, 0.0, 0.0
            for j in range(count):
                away = np.sqrt(squared[j]) - distance
                d += away
                c += joins[j]
                dd += away * away
                cc += joins[j] * joins[j]
                dc += away * joins[j]
            sums[0] += d
            sums[1] += c
            sums[2] += dd
            sums[3] += cc
            sums[4] += dc
