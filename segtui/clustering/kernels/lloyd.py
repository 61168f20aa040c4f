"""One step of Lloyd's algorithm for several numbers of clusters at once, over a span of rows.

Rows are taken in pieces, column by column, so that the inner loops run over rows and are vectorised.
"""

import numpy as np

from segtui.clustering.kernels.blocks import Array
from segtui.libraries.compiled import ROUNDING, compiled

PIECE = 512


@compiled(
    "void(float32[:, ::1], float32[:, ::1], int64[::1], float64[:, ::1], int64[::1], float64[::1], float64[::1])",
    fastmath=ROUNDING,
)
def step(
    values: Array, centers: Array, starts: Array, sums: Array, counts: Array, squares: Array, radius: Array
) -> None:
    """Add to sums (K, d), counts, squares and radius (K) what the rows (n, d) nearest to each center have.

    `centers` (K, d) of group g are those from starts[g] to starts[g + 1]; every group has every row. Squares are
    squared distances to the row's center, radius distances; of equally near ones a row has the first.
    """
    rows, columns = values.shape
    piece = np.empty((columns, PIECE), np.float32)
    away = np.empty(PIECE, np.float32)
    least = np.empty(PIECE, np.float32)
    place = np.empty(PIECE, np.int64)
    for first in range(0, rows, PIECE):
        here = min(PIECE, rows - first)
        for i in range(here):
            for j in range(columns):
                piece[j, i] = values[first + i, j]
        for group in range(len(starts) - 1):
            for i in range(here):
                least[i] = np.float32(np.inf)
                place[i] = starts[group]  # for numbers that are no distance
            for c in range(starts[group], starts[group + 1]):
                for i in range(here):
                    away[i] = np.float32(0.0)
                for j in range(columns):
                    at = centers[c, j]
                    for i in range(here):
                        apart = piece[j, i] - at
                        away[i] += apart * apart
                for i in range(here):
                    closer = away[i] < least[i]
                    least[i] = away[i] if closer else least[i]
                    place[i] = c if closer else place[i]
            for i in range(here):
                c = place[i]
                counts[c] += 1
                squares[c] += least[i]
                radius[c] += np.sqrt(np.float64(least[i]))
                for j in range(columns):
                    sums[c, j] += values[first + i, j]
