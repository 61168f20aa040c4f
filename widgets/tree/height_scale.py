"""Heights of a merge tree as rows of a drawing, evenly or by logarithm."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from widgets.drawing.axis import short_number, tick_labels
from widgets.drawing.ticks import nice_ticks


@dataclass(frozen=True)
class HeightScale:
    """Rows 1 (the highest) … rows - 1 (`low`): row 0 is kept for what stands above all heights.

    `high` is above `low`; by logarithm both are above 0, and what is lower stands at the bottom.
    """

    low: float
    high: float
    rows: int
    logarithmic: bool = False

    @classmethod
    def of(cls, heights: NDArray[np.float64], rows: int, logarithmic: bool) -> HeightScale:
        """The scale that shows all heights; by logarithm only where there are positive ones that differ."""
        high = float(heights.max(initial=0.0))
        positive = heights[heights > 0]
        if logarithmic and len(positive) and positive.min() < high:
            return cls(float(positive.min()) * 0.9, high, rows, True)
        return cls(0.0, high if high > 0 else 1.0, rows)

    def row(self, height: float) -> int:
        """The row of a height."""
        if height > self.high:
            return 0
        if self.logarithmic:
            height = max(height, self.low)
            share = math.log(height / self.low) / math.log(self.high / self.low)
        else:
            share = (height - self.low) / (self.high - self.low)
        return 1 + round((1 - min(max(share, 0.0), 1.0)) * (self.rows - 2))

    def ticks(self) -> list[tuple[int, str]]:
        """(row, label) of round heights, at least two rows apart, from the bottom."""
        most = max(2, (self.rows + 1) // 3)
        if self.logarithmic:
            values = self._decades()
            labels = [short_number(value) for value in values]
        else:
            values = nice_ticks(self.low, self.high, most)
            labels = tick_labels(values)
        chosen: list[tuple[int, str]] = []
        for value, label in zip(values, labels, strict=True):
            row = self.row(value)
            if not chosen or chosen[-1][0] - row >= 2:
                chosen.append((row, label))
        return chosen

    def _decades(self) -> list[float]:
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        values = [factor * 10.0**power for power in exponents for factor in (1, 2, 5)]
        inside = [value for value in values if self.low <= value <= self.high]
        return inside if len(inside) > 1 else [self.low, self.high]
