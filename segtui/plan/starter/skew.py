"""Whether a starter plan should take the logarithm of a column."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.profiling.distribution import SKEWED
from segtui.profiling.summary import skewness

_HELPED = 0.75


def takes_log(column: pl.Series) -> bool:
    """Whether numbers of at least 0 have a long tail to the right that log1p shortens by a quarter or more.

    Shares from 0 to 1 may be as skewed, but log1p hardly changes them.
    """
    values = column.drop_nulls().cast(pl.Float64).to_numpy()
    values = np.sort(values[np.isfinite(values)])
    if not values.size or values[0] < 0:
        return False
    before, after = skewness(values), skewness(np.log1p(values))
    return before is not None and after is not None and before > SKEWED and abs(after) < _HELPED * before
