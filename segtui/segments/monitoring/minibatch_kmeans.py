"""Centres that follow the rows of a stream: K-means by mini-batches, from where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.assigners.nearest_centroid import nearest

Floats = NDArray[np.float64]
BATCH = 1024
"""Rows between two moves of the centres, as in scikit-learn's MiniBatchKMeans."""


@dataclass
class MovingCentres:
    """The centres (k, d), and how many rows each stands for (k).

    Each batch of rows goes to its nearest centres, and each centre becomes the mean of all rows that it ever got: the
    earlier ones weigh as many as it stands for (Sculley 2010, Web-scale k-means clustering; the arithmetic of
    scikit-learn's MiniBatchKMeans.partial_fit without its reassignments). A centre without rows stays where it is.
    """

    centers: Floats
    weights: Floats

    def learn(self, values: Floats) -> None:
        """Move by the rows (m, d), a mini-batch after the other; sums are taken in their order, on one thread."""
        for start in range(0, len(values), BATCH):
            self._step(values[start : start + BATCH])

    def _step(self, rows: Floats) -> None:
        count = len(self.centers)
        labels = nearest(rows, self.centers)
        sizes = np.bincount(labels, minlength=count)
        sums = np.stack([np.bincount(labels, weights=column, minlength=count) for column in rows.T], axis=1)
        met = sizes > 0
        before, now = self.weights[met, None], sizes[met, None]
        self.centers[met] = (self.centers[met] * before + sums[met]) / (before + now)
        self.weights += sizes
