"""The values of a feature in later rows, counted against those of a run as they pass: exact bins and distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.segments.monitoring.stability_index import bin_count, bin_edges

Floats = NDArray[np.float64]


class CountedValues:
    """How many later values lie at, and between, the values of a run, and up to the edges of its bins.

    That is all that bins and the distance of the two distribution functions depend on: both functions change at values
    of the run, or between two of them in one direction. `rows` is how many there were.
    """

    def __init__(self, reference: Floats) -> None:
        self._values, self._occur = np.unique(reference, return_counts=True)
        self._then = len(reference)
        self._cells = np.zeros(2 * len(self._values) + 1, dtype=np.int64)
        most = bin_count(self._then, self._then)
        self._edges = {bins: bin_edges(reference, bins) for bins in range(2, most + 1)}
        self._up_to = {bins: np.zeros(len(edges), dtype=np.int64) for bins, edges in self._edges.items()}
        self._shares = {bins: self._shares_then(edges) for bins, edges in self._edges.items()}
        self.rows = 0

    def take(self, values: Floats) -> None:
        """Count more values (m), none of them NaN."""
        self.rows += len(values)
        ordered = np.sort(values)
        place = np.searchsorted(self._values, ordered, side="left")
        inside = place < len(self._values)
        cells = 2 * place
        cells[inside] += self._values[place[inside]] == ordered[inside]
        met, counts = np.unique(cells, return_counts=True)
        self._cells[met] += counts
        for bins, edges in self._edges.items():
            self._up_to[bins] += np.searchsorted(ordered, edges, side="right")

    def bins(self) -> tuple[Floats, Floats]:
        """The shares of the run's values and of the later ones in the bins of the run, (b) each."""
        bins = bin_count(self._then, self.rows)
        return self._shares[bins], _between(self._up_to[bins], self.rows)

    def ks(self) -> tuple[float, float]:
        """The largest distance of the two distribution functions, 0 to 1, and its p-value (asymptotic), as SciPy's."""
        from scipy.stats import kstwo

        up_to = np.cumsum(self._occur)
        then = np.concatenate([up_to - self._occur, up_to]) / self._then  # just below each value, and at it
        cells = np.cumsum(self._cells)
        now = np.concatenate([cells[:-1:2], cells[1::2]]) / self.rows
        distance = float(np.abs(then - now).max())
        more, fewer = float(max(self._then, self.rows)), float(min(self._then, self.rows))
        pairs = np.round(more * fewer / (more + fewer))
        return distance, float(kstwo.sf(distance, pairs)) if pairs else 1.0

    def _shares_then(self, edges: Floats) -> Floats:
        up_to = np.concatenate([[0], np.cumsum(self._occur)])
        return _between(up_to[np.searchsorted(self._values, edges, side="right")], self._then)


def _between(up_to: NDArray[np.int64], rows: int) -> Floats:
    shares: Floats = np.diff(np.concatenate([[0], up_to, [rows]])) / rows
    return shares
