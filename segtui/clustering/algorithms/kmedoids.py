"""K-medoids by Gower's distance: every k of the grid, by FasterPAM."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, Chart
from segtui.clustering.assigner import Assigner, Floats
from segtui.clustering.assigners.nearest_medoid import NEAREST_MEDOID, nearest_medoid
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid
from segtui.errors import ResourceError
from segtui.language.sentences import say
from segtui.libraries.compiled import in_threads, processors, spans

MOST_ROWS = 20_000
"""Of more rows the medoids are found on a sample of this many."""
_BLOCK = 256


class KMedoids(Algorithm):
    """Groups rows around k of their own, so that the sum of Gower's distances to them is least (FasterPAM 2021).

    Gower's distance treats numbers and text alike: the mean over the used columns of the difference as a share of the
    range, and of 1 where text differs. Of more than 20,000 rows a sample decides on the medoids.
    """

    name: ClassVar[str] = "kmedoids"
    title: ClassVar[str] = "K-medoids"
    assigner: ClassVar[Assigner | None] = NEAREST_MEDOID
    mixed: ClassVar[bool] = True
    chart: ClassVar[Chart] = "by_k"

    k: IntGrid = tuple(range(2, 9))
    """The number of clusters."""

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many clusters as there are different rows, and two or more."""
        return bool(2 <= cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """All start from the medoids of one build; the cells are fitted side by side."""
        if not cells:
            return
        from segtui.clustering.kernels.medoids import build

        clock = time.perf_counter()
        seen = np.ascontiguousarray(space.gower[space.some_rows(MOST_ROWS)])
        between = gower_distances(seen, space.threads)
        start = np.empty(max(cell["k"] for cell in cells), np.int64)
        build(between, start)
        shared = (time.perf_counter() - clock + space.take_elapsed()) / len(cells)
        yield from in_threads(lambda cell: _fit(space.gower, seen, between, start, cell, shared), cells, space.threads)

    def memory(self, rows: int, columns: int) -> int:
        """The distances of all pairs of rows, four bytes each, of up to 20,000 rows."""
        return 4 * min(rows, MOST_ROWS) ** 2 + 48 * rows * processors() + 16 * rows * columns

    def duration(self, rows: int, columns: int) -> float:
        """Measured at 1,000 to 100,000 rows: a start, and a few passes over the pairs for each k."""
        pairs = float(min(rows, MOST_ROWS)) ** 2
        passes = 6.0 * self.size() / min(processors(), self.size())
        return 0.01 + 1e-9 * pairs * (0.5 * columns + max(self.k) + passes) + 4e-9 * rows * columns * sum(self.k)


def gower_distances(rows: Floats, threads: int) -> NDArray[np.float32]:
    """The distances of all pairs of rows (n, p), (n, n); ResourceError if there is no room for them."""
    from segtui.clustering.kernels.medoids import distances

    try:
        between = np.empty((len(rows), len(rows)), np.float32)
    except MemoryError as error:
        raise ResourceError(
            say(
                "K-medoids of {rows:,} rows needs {rows_2:,.0f} MiB for distances of pairs",
                rows=len(rows),
                rows_2=4 * len(rows) ** 2 / 2**20,
            ),
            where="search.kmedoids",
            fix=say("remove it from the plan, or set search.sample"),
        ) from error
    for _ in in_threads(lambda span: distances(rows, *span, between), spans(len(rows), _BLOCK), threads):
        pass
    return between


def _fit(
    rows: Floats, seen: Floats, between: NDArray[np.float32], start: NDArray[np.int64], cell: Cell, shared: float
) -> Candidate:
    from segtui.clustering.kernels.medoids import swap

    clock = time.perf_counter()
    found = start[: cell["k"]].copy()
    swap(between, found)
    medoids = seen[found]
    labels = nearest_medoid(rows, medoids)
    used, first = np.unique(labels, return_index=True)
    order = used[np.argsort(first)]  # numbered by first row, without those that equal another
    number = np.full(len(medoids), -1, np.int32)
    number[order] = np.arange(len(order))
    seconds = shared + time.perf_counter() - clock
    return Candidate(KMedoids.name, dict(cell), number[labels], seconds, fitted={"medoids": medoids[order]})
