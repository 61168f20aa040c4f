"""K-means: every k of the grid, fitted in parallel, each on one thread; large data starts from centroids of a
sample."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, Chart
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.nearest_centroid import NEAREST_CENTROID
from segtui.clustering.density.neighbours import Floats
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.side_by_side import fits_side_by_side
from segtui.declare import IntGrid
from segtui.language.translation import to_translate
from segtui.libraries.compiled import processors

STARTS = 10
"""The number of initializations per k, of which the one with the lowest inertia is kept."""
ALL_ROWS = 50_000
"""Up to this many rows, every initialization sees all of them; above, they see this many, and the best one
continues."""
_TOLERANCE = 1e-5
"""A tenth of scikit-learn's, which would stop at the first step from centroids so close to convergence."""


class KMeans(Algorithm):
    """Partitions rows around k centroids, minimizing squared distances within clusters (Lloyd 1982, k-means++ 2007).

    Up to 50,000 rows labels and inertia are those of scikit-learn's KMeans(k, n_init=10, random_state=seed) on one
    thread. Above that, the ten starts run on 50,000 rows drawn with the seed, and Lloyd's algorithm continues from the
    best of them on all rows: an equally low inertia at about the cost of one start.
    """

    name: ClassVar[str] = "kmeans"
    title: ClassVar[str] = to_translate("K-means")
    assigner: ClassVar[Assigner | None] = NEAREST_CENTROID
    has_inertia: ClassVar[bool] = True
    chart: ClassVar[Chart] = "by_k"
    starter_place: ClassVar[int | None] = 1

    k: IntGrid = tuple(range(2, 13))
    """The number of clusters."""

    @classmethod
    def has_centroids(cls, cell: Cell) -> bool:
        """Every cluster is around its own."""
        return True

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """Two to twelve clusters."""
        return ['k = "2..12"']

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many clusters as there are distinct rows, because equal rows belong together."""
        return bool(cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Fit the cells side by side, each on one thread.

        Data with fewer distinct rows than k keep the labels that scikit-learn gives, some clusters empty.
        """
        drawn = _drawn(space)
        threads = min(space.threads, len(cells)) or 1
        return fits_side_by_side(lambda cell: _fit(space.values, drawn, space.seed, cell), cells, threads)

    def memory(self, rows: int, columns: int) -> int:
        """Each thread's centered copy of the matrix and a few numbers per row, and the rows that the starts see."""
        return self._threads() * rows * (8 * columns + 96) + 8 * columns * min(rows, ALL_ROWS)

    def duration(self, rows: int, columns: int) -> float:
        """Measured at 1,000 to 1,000,000 rows: the starts, which see only this many rows, and then one fit on all."""
        step = 9.5e-9 * (columns + 8) * sum(self.k)  # seconds a row, for all steps of one fit of each k
        rest = 0.7 * step * rows if rows > ALL_ROWS else 0.0
        return (0.02 * len(self.k) + STARTS * step * min(rows, ALL_ROWS) + rest) / self._threads()

    def _threads(self) -> int:
        return min(processors(), len(self.k))


def _drawn(space: SharedStructures) -> Floats | None:
    """The rows that the starts see, in the order of the matrix; None where that is all of them."""
    if space.rows <= ALL_ROWS:
        return None
    chosen = np.random.default_rng(space.seed).choice(space.rows, ALL_ROWS, replace=False, shuffle=False)
    rows: Floats = space.values[np.sort(chosen)]
    return rows


def _fit(values: Floats, drawn: Floats | None, seed: int, cell: Cell) -> Candidate:
    from sklearn.cluster import KMeans as Estimator

    start = time.perf_counter()
    model = Estimator(cell["k"], n_init=STARTS, random_state=seed).fit(values if drawn is None else drawn)
    if drawn is not None:
        model = Estimator(cell["k"], init=model.cluster_centers_, n_init=1, tol=_TOLERANCE).fit(values)
    seconds = time.perf_counter() - start
    labels = model.labels_.astype(np.int32, copy=False)
    centers = {"centers": np.asarray(model.cluster_centers_, dtype=np.float64)}
    return Candidate(KMeans.name, dict(cell), labels, seconds, inertia=float(model.inertia_), fitted=centers)
