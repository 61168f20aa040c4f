"""Columns of how likely each row belongs to each segment: membership_0, membership_1 and so on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray


def membership_columns(shares: NDArray[np.float64] | None, numbers: Iterable[int]) -> list[pl.Series]:
    """A column for each segment, called by its number, to six decimals; none without shares (n, s)."""
    if shares is None:
        return []
    return [pl.Series(f"membership_{s}", np.round(column, 6)) for s, column in zip(numbers, shares.T, strict=True)]
