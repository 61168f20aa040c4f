"""The silhouette of each row, or of a sample where there are many rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.validity import silhouette

Floats = NDArray[np.float64]

PAIRS = 50_000_000
MOST_SAMPLED = 5_000
FEWEST_SAMPLED = 1_000


def row_silhouettes(values: Floats, labels: Labels, tick: Callable[[float], None] | None = None) -> Floats:
    """(n) from -1 to 1, each against all rows; NaN for noise and for fewer than two clusters.

    Past about 7,000 rows only those of 5,000 to 1,000 rows are computed, the same share of each cluster, and the others
    are NaN.
    """
    return silhouette.row_silhouettes(values, labels, share=sampled(len(values)), tick=tick)


def sampled(rows: int) -> int:
    """Of how many of this many rows the silhouette is computed."""
    if rows * rows <= PAIRS:
        return rows
    return min(MOST_SAMPLED, max(FEWEST_SAMPLED, PAIRS // rows))
