"""Gower's distance (Gower 1971) as a sum of absolute differences of scaled columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.features.scaled_matrix.scaling import Scaling

Floats = NDArray[np.float64]


def gower_factors(encoded: Floats, columns: Sequence[Scaling], weights: Mapping[str, float]) -> Floats:
    """What each of p encoded columns (n, p) is multiplied by so that absolute differences add up to Gower's distance.

    That is the weighted mean over the used columns of |x - y| / range for a number, and for a category of 1 where two
    rows have different values: two of its 0-or-1 columns then differ, each by a half. A column that does not vary
    counts 0. The distance is 0 to 1. As in R's daisy; every cell is known here.
    """
    sources = dict.fromkeys(column.source for column in columns)
    total = sum(weights.get(source, 1.0) for source in sources)
    factors = np.zeros(len(columns))
    for i, column in enumerate(columns):
        share = weights.get(column.source, 1.0) / total
        if column.category is not None:
            alone = sum(other.source == column.source for other in columns) == 1
            factors[i] = share * column.scale * (1.0 if alone else 0.5)
        elif (span := float(np.ptp(encoded[:, i]))) > 0:
            factors[i] = share / span
    return factors
