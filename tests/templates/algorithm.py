"""Gaussian mixture: every k of the grid, each fitted by expectation and maximisation.

A template: copy it to segtui/clustering/algorithms/NAME.py and fill in what is yours.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, Chart
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.nearest_rows import NEAREST_ROWS
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid


class GaussianMixture(Algorithm):
    """What it does, in a sentence, with the paper."""

    name: ClassVar[str] = "gaussian_mixture"
    title: ClassVar[str] = "Gaussian mixture"
    assigner: ClassVar[Assigner | None] = NEAREST_ROWS
    chart: ClassVar[Chart] = "by_k"
    starter_place: ClassVar[int | None] = 9

    k: IntGrid = (2, 3)
    """The number of clusters."""

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """What a starter plan says of it."""
        return ["k = [2, 3]"]

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many clusters as there are different rows."""
        return bool(cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Fit one cell after the other; the seed is the plan's."""
        from sklearn.mixture import GaussianMixture as Estimator

        for cell in cells:
            start = time.perf_counter()
            model = Estimator(cell["k"], random_state=space.seed, init_params="random_from_data")
            labels = model.fit_predict(space.values) if space.rows > 1 else np.zeros(space.rows)
            yield Candidate(self.name, dict(cell), labels.astype(np.int32), time.perf_counter() - start)

    def memory(self, rows: int, columns: int) -> int:
        """Bytes at the peak: the responsibilities of every row."""
        return 8 * rows * (columns + max(self.k))

    def duration(self, rows: int, columns: int) -> float:
        """Seconds, within a factor of 2: measure it."""
        return 1e-7 * rows * columns * sum(self.k)
