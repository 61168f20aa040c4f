"""Numbers of a column as its notes write them: years, ids and codes without a thousands comma."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.wording import figure, is_plain


def figure_of(column: pl.Series, value: float) -> str:
    """A value or bound of the column with seven digits; plain where the profile writes its values so."""
    return figure(value, plain=_plain(column), digits=7)


def _plain(column: pl.Series) -> bool:
    if not column.dtype.is_integer() or column.null_count() == column.len():
        return False
    q1, q3 = np.quantile(column.drop_nulls().to_numpy(), [0.25, 0.75])
    return is_plain(column.name, float(q1), float(q3))
