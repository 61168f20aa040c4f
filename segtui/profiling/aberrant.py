"""Values far outside the rest, by fences that the outliers themselves do not move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.profiling.summary import skewness
from segtui.profiling.values import Values, quantile

REACH = 3.0
"""Tukey's outer fences (1977): so many interquartile ranges beyond the quartiles."""
LOPSIDED = 0.15
"""Bowley's skewness of the quartiles from which an amount that is never negative is judged on the log scale,"""
LONG_TAILED = 1.25
"""or else the skewness of what lies within the fences."""
FEW = 20


@dataclass(frozen=True)
class Fences:
    """How many values lie below and above the fences, the worst of them, and the quartiles that the fences stand on."""

    below: int
    above: int
    worst: float
    q1: float
    q3: float

    @property
    def count(self) -> int:
        """How many values lie outside."""
        return self.below + self.above


def fences(ordered: Values) -> Fences | None:
    """Judge a sorted array; null where more than half of it is one value and the rest is too little to go by.

    The fences are three interquartile ranges beyond the quartiles. Where the quartiles are equal, they stand on the
    values that differ from them. Values of at least 0 with a long right tail get their upper fence on the log scale
    (log1p where the lower quartile is 0), so that the tail is not taken for errors.
    """
    bulk = ordered
    if quantile(ordered, 0.25) == quantile(ordered, 0.75):
        bulk = ordered[ordered != quantile(ordered, 0.5)]
    if bulk.size < FEW:
        return None
    q1, q2, q3 = (quantile(bulk, p) for p in (0.25, 0.5, 0.75))
    if q1 == q3:
        return None
    low, high = q1 - REACH * (q3 - q1), q3 + REACH * (q3 - q1)
    if ordered[0] >= 0 and ((q3 + q1 - 2 * q2) / (q3 - q1) > LOPSIDED or _long_tailed(ordered, high)):
        offset = 0.0 if q1 > 0 else 1.0
        high = max(high, (q3 + offset) * ((q3 + offset) / (q1 + offset)) ** REACH - offset)
    below = int(np.searchsorted(ordered, low, side="left"))
    above = ordered.size - int(np.searchsorted(ordered, high, side="right"))
    first, last = ordered[0].item(), ordered[-1].item()
    return Fences(below, above, last if last - high >= low - first else first, q1, q3)


def _long_tailed(ordered: Values, high: float) -> bool:
    skew = skewness(ordered[: int(np.searchsorted(ordered, high, side="right"))])
    return skew is not None and skew > LONG_TAILED
