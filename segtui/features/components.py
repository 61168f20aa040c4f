"""The two directions in which the rows differ most, to draw them on a plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDING = 1e-6


def principal_components(values: Floats) -> tuple[Floats, list[float]]:
    """The rows of (n, d) on their first two principal components, (n, 2), and each one's share of the variance.

    From the singular values of the scatter matrix. A component's sign is free: it is set so that the column that weighs
    most in it counts upwards, the first of those that weigh the same but for rounding (two standardised columns always
    do), so that every processor draws the same picture. With one column, or where nothing varies, what is missing is 0.
    """
    centred = values - values.mean(axis=0)
    _, scatter, directions = np.linalg.svd(centred.T @ centred)
    first = directions[:2]
    weights = np.abs(first)
    heaviest = (weights >= weights.max(axis=1, keepdims=True) * (1 - _ROUNDING)).argmax(axis=1)
    first = first * np.where(first[np.arange(len(first)), heaviest] < 0, -1.0, 1.0)[:, None]
    points = np.zeros((len(values), 2))
    points[:, : len(first)] = centred @ first.T
    total = float(scatter.sum())
    shares = [float(s) / total if total > 0 else 0.0 for s in scatter[:2]]
    return points, [*shares, 0.0][:2]
