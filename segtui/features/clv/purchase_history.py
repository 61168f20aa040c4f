"""What models of repeat purchases know of each customer, as distinct histories with how many customers have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histories:
    """Repeat purchases (n, 0 and more), weeks from the first purchase to the last (n) and to today (n)."""

    repeats: Floats
    last: Floats
    age: Floats

    def __len__(self) -> int:
        return len(self.repeats)

    def distinct(self) -> tuple[Histories, Floats]:
        """The distinct histories, in rising order, and how many customers have each."""
        rows = np.column_stack([self.repeats, self.last, self.age])
        found, counts = np.unique(rows, axis=0, return_counts=True)
        return Histories(*np.ascontiguousarray(found.T)), counts.astype(np.float64)
