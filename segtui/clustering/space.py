"""A matrix and what the algorithms share over it, each computed once, when first asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Space:
    """The rows to cluster: `values` is float64, C-contiguous, (n, d); `seed` drives all randomness."""

    def __init__(self, values: Floats, seed: int = 0) -> None:
        self.values = np.ascontiguousarray(values, dtype=np.float64)
        self.seed = seed

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.values.shape[0])
