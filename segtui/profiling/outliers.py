"""Values far outside the rest, by fences that the outliers themselves do not move."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from segtui.profiling.column_values import Values, quantile
from segtui.profiling.summary import skewness

REACH = 3.0
"""Tukey's outer fences (1977): this many interquartile ranges beyond the quartiles."""
LOPSIDED = 0.15
"""Bowley's skewness of the quartiles from which an amount that is never negative is judged on the log scale,"""
LONG_TAILED = 1.25
"""or else the skewness of what lies within the fences."""
FEW = 20


@dataclass(frozen=True)
class Fences:
    """How many values lie below and above the fences, and where: from `lowest` up to `lowest_to`, and from
    `highest_from` up to `highest`; None where there are none.

    `low` and `high` are the fences. `q1` and `q3` are the quartiles that they stand on, those of all values but
    `apart`, a single value that half or more of them have (None where no value is left out).
    """

    low: float
    high: float
    below: int
    above: int
    q1: float
    q3: float
    apart: float | None = None
    lowest: float | None = None
    lowest_to: float | None = None
    highest_from: float | None = None
    highest: float | None = None

    @property
    def count(self) -> int:
        """How many values lie outside."""
        return self.below + self.above

    @property
    def worst(self) -> float:
        """The value that lies farthest outside; there must be one."""
        if self.highest is None or (self.lowest is not None and self.low - self.lowest > self.highest - self.high):
            assert self.lowest is not None
            return self.lowest
        return self.highest

    def inside(self, ordered: Values) -> Values:
        """The values of a sorted array that do not lie outside."""
        kept = (ordered >= self.low) & (ordered <= self.high)
        return ordered[kept if self.apart is None else kept | (ordered == self.apart)]


def fences(ordered: Values) -> Fences | None:
    """Judge a sorted array; null where more than half of it is one value and the rest is too little to go by.

    The fences are three interquartile ranges beyond the quartiles. Where the quartiles are equal, they stand on the
    values that differ from them, and that one value is never outside. Values of at least 0 with a long right tail get
    their upper fence on the log scale (log1p where the lower quartile is 0), so that the tail is not taken for errors.
    """
    bulk, apart = ordered, None
    if quantile(ordered, 0.25) == quantile(ordered, 0.75):
        apart = quantile(ordered, 0.5)
        bulk = ordered[ordered != apart]
    if bulk.size < FEW:
        return None
    q1, q2, q3 = (quantile(bulk, p) for p in (0.25, 0.5, 0.75))
    if q1 == q3:
        return None
    low, high = q1 - REACH * (q3 - q1), q3 + REACH * (q3 - q1)
    if bulk[0] >= 0 and ((q3 + q1 - 2 * q2) / (q3 - q1) > LOPSIDED or _long_tailed(bulk, high)):
        offset = 0.0 if q1 > 0 else 1.0
        high = max(high, (q3 + offset) * ((q3 + offset) / (q1 + offset)) ** REACH - offset)
    below = int(np.searchsorted(bulk, low, side="left"))
    above = bulk.size - int(np.searchsorted(bulk, high, side="right"))
    made = Fences(low, high, below, above, q1, q3, apart)
    if below:
        made = replace(made, lowest=bulk[0].item(), lowest_to=bulk[below - 1].item())
    return replace(made, highest_from=bulk[-above].item(), highest=bulk[-1].item()) if above else made


def _long_tailed(ordered: Values, high: float) -> bool:
    skew = skewness(ordered[: int(np.searchsorted(ordered, high, side="right"))])
    return skew is not None and skew > LONG_TAILED
