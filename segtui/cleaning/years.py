"""Numbers of a column as its notes write them: years without a thousands comma."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.wording import figure


def figure_of(column: pl.Series, value: float) -> str:
    """A value or bound of the column with seven digits; plain where the column holds years, as the profile tells."""
    return figure(value, plain=holds_years(column), digits=7)


def holds_years(column: pl.Series) -> bool:
    """Whether a column of whole numbers has its middle half between 1500 and 2200."""
    if not column.dtype.is_integer() or column.null_count() == column.len():
        return False
    low, high = np.quantile(column.drop_nulls().to_numpy(), [0.25, 0.75])
    return bool(low >= 1500 and high <= 2200)
