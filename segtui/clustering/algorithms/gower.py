"""Average linkage of Gower's distances: one tree, cut at every k."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, Chart
from segtui.clustering.assigner import Assigner, Floats
from segtui.clustering.assigners.nearest_gower_rows import NEAREST_GOWER_ROWS
from segtui.clustering.linkage.dendrogram import Cuts, Merges
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid
from segtui.errors import ResourceError
from segtui.language.sentences import say
from segtui.libraries.compiled import processors

MOST_ROWS = 10_000
"""Of more rows a sample of this many is merged, and the others are like the nearest of it."""


class Gower(Algorithm):
    """Merges clusters by the mean of Gower's distances between their rows, for numbers and text together.

    The trees of SciPy's average linkage. Of more than 10,000 rows a sample is merged; the others follow the nearest.
    """

    name: ClassVar[str] = "gower"
    title: ClassVar[str] = "Gower, average linkage"
    assigner: ClassVar[Assigner | None] = NEAREST_GOWER_ROWS
    mixed: ClassVar[bool] = True
    chart: ClassVar[Chart] = "by_k"

    k: IntGrid = tuple(range(2, 9))
    """The number of clusters."""

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many clusters as there are different rows: equal ones belong together."""
        return bool(cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Grow the tree, and cut it."""
        if not cells:
            return
        clock = time.perf_counter()
        rows = space.some_rows(MOST_ROWS)
        seen = space.gower[rows]
        most = min(max(cell["k"] for cell in cells), space.distinct, len(seen))
        cuts = Cuts(_merges(seen), most) if len(seen) > 1 else None
        like = _like(space.gower, rows)
        shared = (time.perf_counter() - clock + space.take_elapsed()) / len(cells)
        for cell in cells:
            clock = time.perf_counter()
            labels = cuts.at(min(cell["k"], most))[like] if cuts else np.zeros(len(seen), np.int32)
            yield Candidate(self.name, dict(cell), labels, shared + time.perf_counter() - clock)

    def memory(self, rows: int, columns: int) -> int:
        """The distances of all pairs of up to 10,000 rows, twice."""
        return 8 * min(rows, MOST_ROWS) ** 2 + rows * (16 * columns + 64)

    def duration(self, rows: int, columns: int) -> float:
        """Measured at 1,000 to 100,000 rows: SciPy's distances and merges, then the nearest rows of the sample."""
        pairs = float(min(rows, MOST_ROWS)) ** 2
        beside = 2e-5 * max(rows - MOST_ROWS, 0) * columns / processors()
        return 0.01 + pairs * (6e-10 * columns + 2e-8) + beside + 1e-8 * rows * self.size()


def _like(rows: Floats, seen: NDArray[np.intp]) -> NDArray[np.intp]:
    """For every row the place of itself among those seen, or of the nearest of them."""
    if len(seen) == len(rows):
        return seen
    from scipy.spatial import cKDTree

    like: NDArray[np.intp] = cKDTree(rows[seen], leafsize=32).query(rows, p=1, workers=processors())[1]
    like[seen] = np.arange(len(seen))
    return like


def _merges(rows: Floats) -> Merges:
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import pdist

    try:
        found = hierarchy.linkage(pdist(rows, "cityblock"), "average")
    except MemoryError as error:
        raise ResourceError(
            say(
                "average linkage of {rows:,} rows needs {rows_2:,.0f} MiB for distances of pairs",
                rows=len(rows),
                rows_2=8 * len(rows) ** 2 / 2**20,
            ),
            where="search.gower",
            fix=say("remove it from the plan, or set search.sample"),
        ) from error
    return np.ascontiguousarray(found[:, :2], dtype=np.int64)
