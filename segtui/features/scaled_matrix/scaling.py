"""Shift and scale of a column, by scikit-learn's definitions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scaling:
    """How one column of the matrix was made: value -> (log1p(value) if log else value, - shift) / scale.

    `source` is the frame's column, `category` its value for a one-hot column (the value is then 1 or 0).
    """

    name: str
    source: str
    category: str | None
    log: bool
    shift: float
    scale: float


def shift_and_scale(values: NDArray[np.float64], method: str) -> tuple[float, float]:
    """The shift and scale of n >= 1 values that StandardScaler, MinMaxScaler or RobustScaler would fit.

    `method` is zscore (mean, standard deviation with ddof 0), minmax (minimum, range), robust (median, distance of
    the quartiles by type 7) or none (0, 1). A scale that would be 0 is 1.
    """
    if method == "none":
        return 0.0, 1.0
    if method == "minmax":
        low, high = float(values.min()), float(values.max())
        return low, (high - low) or 1.0
    if method == "robust":
        first, middle, third = (float(q) for q in np.quantile(values, [0.25, 0.5, 0.75]))
        return middle, (third - first) or 1.0
    mean, std = float(values.mean()), float(values.std())
    return mean, 1.0 if is_constant(values, mean, std) else std


def is_constant(values: NDArray[np.float64], mean: float, std: float) -> bool:
    """Whether the values differ by no more than rounding does, by scikit-learn's bound on the variance."""
    rounding = values.size * np.finfo(np.float64).eps
    return bool(std**2 <= rounding * std**2 + (rounding * mean) ** 2)


def category_scale(shares: NDArray[np.float64], method: str) -> float:
    """The scale that all 0-or-1 columns of one category column share, from the shares of its values.

    zscore: their variances add up to 1, so a category column weighs as much as one numeric column, however many or
    rare its values. minmax and robust: two rows of different values are 1 apart. none: 1, the columns stay 0 or 1.
    """
    if method == "zscore":
        return float(np.sqrt(np.sum(shares * (1.0 - shares)))) or 1.0
    return float(np.sqrt(2.0)) if method in ("minmax", "robust") else 1.0
