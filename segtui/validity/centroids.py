"""Centroids of many labelings, from sums over the classes that they share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segtui.validity.pairs import Floats
from segtui.validity.refinement import Labels, Refinement

ROWS = 16_384


class Centroids:
    """Centroids of every labeling, as weighted means of class means; `values` (n, d) is in class order.

    All coordinates are taken from the mean of all rows, so that a far origin costs no digits. `rounding` is how far
    apart two equal centroids can come out.
    """

    def __init__(self, values: Floats, refinement: Refinement) -> None:
        self.refinement = refinement
        self._values = values
        self._counts = np.diff(refinement.starts).astype(np.float64)
        self._shift = values.mean(axis=0)
        columns = zip(values.T, self._shift, strict=True)
        self._sums = [np.add.reduceat(column - shift, refinement.starts[:-1]) for column, shift in columns]
        largest = float(np.abs(values).max())
        self.rounding = 8 * float(np.finfo(np.float64).eps) * largest * float(np.sqrt(values.shape[1]))

    def of(self, labeling: int) -> tuple[Floats, Floats]:
        """Centroids (K, d) and sizes (K) of the clusters of one labeling."""
        labels = self.refinement.table[:, labeling]
        kept = labels >= 0
        size = np.asarray(np.bincount(labels[kept], weights=self._counts[kept]), dtype=np.float64)
        sums = [np.bincount(labels[kept], weights=column[kept]) for column in self._sums]
        return np.stack(sums, axis=1) / size[:, None], size

    def blocks(self, labeling: int) -> Iterator[tuple[Labels, Floats]]:
        """Clustered rows in class order, block by block: their label (rows) and their values (rows, d)."""
        labels = self.refinement.table[:, labeling]
        for first in range(0, len(self._values), ROWS):
            own = labels[self.refinement.row_class[first : first + ROWS]]
            kept = own >= 0
            yield own[kept], self._values[first : first + ROWS][kept] - self._shift
