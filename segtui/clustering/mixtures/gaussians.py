"""Weighted Gaussians, and how likely rows belong to each: the same for a row in any batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BLOCK = 4_096
_CELLS = 1 << 16
"""Wide rows are taken fewer at a time, so that a block and its products stay in the cache."""


@dataclass(frozen=True)
class Gaussians:
    """s weighted Gaussians in d columns.

    `means` (s, d); `factors` are the upper triangular Cholesky factors of the inverse covariances (s, d, d), or their
    diagonals (s, d); `offsets` (s) is what a row at the mean has: the log of the weight times the density there.
    """

    means: Floats
    factors: Floats
    offsets: Floats

    def arrays(self) -> dict[str, Floats]:
        """Each of them by name, with an entry for every Gaussian."""
        return {"means": self.means, "factors": self.factors, "offsets": self.offsets}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Floats]) -> Self:
        """What `arrays` gave."""
        return cls(*(np.ascontiguousarray(arrays[name]) for name in ("means", "factors", "offsets")))

    def only(self, which: NDArray[np.intp]) -> Self:
        """Some of them; the weights keep their proportions."""
        return type(self)(self.means[which], self.factors[which], self.offsets[which])

    def memberships(self, values: Floats) -> tuple[Floats, float]:
        """How likely each row (m, d) belongs to each Gaussian (m, s), rows summing to 1; the rows' log likelihood."""
        found = np.empty((len(values), len(self.means)))
        likelihood = 0.0
        size = max(1, min(_BLOCK, _CELLS // max(values.shape[1], 1)))
        for start in range(0, len(values), size):
            part = slice(start, start + size)
            shares, logs = shares_of(self._logs(np.ascontiguousarray(values[part].T)))
            found[part] = shares.T
            likelihood += float(logs.sum())
        return found, likelihood

    def _logs(self, columns: Floats) -> Floats:
        """Log of weight times density (s, m) of columns (d, m), added up column by column, without a matrix product."""
        logs = np.empty((len(self.means), columns.shape[1]))
        for c, mean in enumerate(self.means):
            logs[c] = self.offsets[c]
            for y in _scaled(columns - mean[:, None], self.factors[c]):
                logs[c] -= 0.5 * y * y
        return logs


def _scaled(away: Floats, factor: Floats) -> Floats:
    """factor' away: each output column by its own sum, from the first column on."""
    if factor.ndim == 1:
        return away * factor[:, None]
    found = np.zeros_like(away)
    for i, row in enumerate(away):
        found[i:] += factor[i, i:, None] * row
    return found


def shares_of(logs: Floats) -> tuple[Floats, Floats]:
    """Log densities (s, m) to memberships, in place, and the log likelihood of each row (m)."""
    top = logs.max(axis=0)
    logs -= top
    np.exp(logs, out=logs)
    total = np.zeros(logs.shape[1])
    for log in logs:
        total += log
    logs /= total
    return logs, np.log(total) + top
