"""DBSCAN: every eps cut from one spanning tree per min_samples."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

import numpy as np

from segtui.clustering.algorithm import Algorithm, AutoFloatGrid, Candidate, Cell
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.core_rows import CORE_ROWS
from segtui.clustering.density.dbscan_cuts import DbscanCuts
from segtui.clustering.density.neighbours import Floats, nearest_neighbours
from segtui.clustering.density.spanning_trees import core_squared, reachability_duration, reachability_memory
from segtui.clustering.knee import eps_around_knee
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid


class DBSCAN(Algorithm):
    """Clusters grow from core rows, with at least min_samples rows within eps (themselves included); border rows join.

    Ester, Kriegel, Sander and Xu 1996. Labels are those of scikit-learn's DBSCAN, numbers included.
    """

    name: ClassVar[str] = "dbscan"
    title: ClassVar[str] = "DBSCAN"
    assigner: ClassVar[Assigner | None] = CORE_ROWS
    counts_rows: ClassVar[tuple[str, ...]] = ("min_samples",)
    auto_values: ClassVar[int] = 8
    starter_place: ClassVar[int | None] = 3

    eps: AutoFloatGrid = "auto"
    """The largest distance between neighbors: a list, or "auto" for eight values around the knee of the k-distance
    curve."""
    min_samples: IntGrid = (5, 10, 20)
    """The rows within eps, itself included, that make a row a core row."""

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """Eight distances derived from the data."""
        return [
            'eps = "auto"               # eight values around the knee of the k-distance curve',
            "min_samples = [5, 10, 20]",
        ]

    def expects(self) -> int:
        """scikit-learn counts the row itself among min_samples, so one neighbor fewer."""
        return max(self.min_samples) - 1

    def resolve(self, space: SharedStructures) -> Self:
        """Replace "auto" by values around the knee of the k-distance curve at the median of min_samples."""
        if self.eps != "auto":
            return self
        space.reserve(self.expects())
        k = max(statistics.median_low(self.min_samples) - 1, 1)
        return self.model_copy(update={"eps": eps_around_knee(_distance_curve(space, k), self.auto_values)})

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """Fewer min_samples than rows."""
        return bool(cell["min_samples"] < rows)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Build the trees that the grid points need, then cut them."""
        if not cells:
            return
        needed = sorted({cell["min_samples"] - 1 for cell in cells})
        space.reserve(needed[-1])
        for k in needed:
            space.spanning_tree(k)
        shared = space.take_elapsed() / len(cells)
        cuts = {k: DbscanCuts(space.spanning_tree(k), space.neighbours(k)) for k in needed}
        for cell in cells:
            clock = time.perf_counter()
            labels = cuts[cell["min_samples"] - 1].labels(cell["eps"])
            yield Candidate(self.name, dict(cell), labels, shared + time.perf_counter() - clock)

    def memory(self, rows: int, columns: int) -> int:
        """Neighbors and their graph, a tree per min_samples."""
        return reachability_memory(rows, columns, self.expects(), len(self.min_samples))

    def duration(self, rows: int, columns: int) -> float:
        """The shared structures; a cut costs almost nothing."""
        return self.shared(rows, columns) + 1e-7 * rows * self.size()

    def shared(self, rows: int, columns: int) -> float:
        """Neighbors and spanning trees."""
        return reachability_duration(rows, columns, self.expects(), len(self.min_samples))


def _distance_curve(space: SharedStructures, k: int) -> Floats:
    """Distances to the k-th nearest other row, sorted; among distinct rows where every row has k equal ones."""
    curve: Floats = np.sort(np.sqrt(space.core_squared(min(k, max(space.rows - 1, 0)))))
    if curve.any() or space.rows < 2:
        return curve
    distinct = np.unique(space.values, axis=0)
    near = nearest_neighbours(distinct, min(k, len(distinct) - 1), space.threads)
    return np.sort(np.sqrt(core_squared(near, near.count)))
