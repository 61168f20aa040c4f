"""A sum of floats that come in batches, rounded once at its end: the same in whatever order and batches they come."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_UNIT = 1126
"""Every float is a whole multiple of 2 to the power of minus this, which is added up as a whole number."""
_HALF = 26


class ExactSum:
    """`math.fsum` of all numbers that were added; infinite where the sum is too large for a float."""

    def __init__(self) -> None:
        self._units, self._infinite = 0, 0.0

    def add(self, values: NDArray[np.float64]) -> None:
        """Add more numbers (n), none of them NaN."""
        finite = np.isfinite(values)
        self._infinite += float(values[~finite].sum())
        fractions, exponents = np.frexp(values[finite])
        whole = np.ldexp(fractions, 53).astype(np.int64)
        for exponent in np.unique(exponents).tolist():
            mine = whole[exponents == exponent]
            high, low = int((mine >> _HALF).sum()), int((mine & (1 << _HALF) - 1).sum())
            self._units += ((high << _HALF) + low) << (exponent - 53 + _UNIT)

    def total(self) -> float:
        """The sum as the nearest float."""
        if self._infinite:  # which NaN is too, the sum of both infinities
            return self._infinite
        try:
            return self._units / (1 << _UNIT)
        except OverflowError:
            return math.inf if self._units > 0 else -math.inf
