"""Candidates found again on some of the rows, and the others assigned: what stability asks of a route."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell
from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.clustering.registry import find_algorithm
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import by_centroid
from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Indices, Labels, compact
from segtui.validity.stability.bootstrap import RESAMPLES, Route, Stability, bootstrap

DRAWN = 2_000
"""Of more rows each resample draws this many, where the algorithm counts no rows."""
LARGE_RESAMPLES = 30
"""How many resamples more rows than that get."""
FEWEST = 10
DENSITY_ROWS = 200_000
"""Rows in all resamples together, where the algorithm counts rows and so has to see about as many as there are."""
COUNTS = frozenset({"min_samples", "min_cluster_size"})
"""Parameters in rows: on a share of the rows they are that share of what they were."""

Scale = Callable[[Floats], Callable[[Floats], Floats]]
"""Learns from rows (m, d), raw, how to scale any rows."""


def stabilities(
    values: Floats,
    candidates: Sequence[Candidate],
    *,
    scale: Scale | None = None,
    resamples: int = RESAMPLES,
    seconds: float | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> list[Stability]:
    """The bootstrap stability of candidates of a matrix, each by resamples as large as it needs; see `bootstrap`.

    Of more than 2,000 rows each of 30 resamples draws 2,000. DBSCAN and HDBSCAN, whose parameters count rows, draw as
    many as there are, and past 2,000 rows fewer resamples, at least 10, such that 200,000 rows are drawn in all.

    Args:
        values: (n, d) the features before they are scaled.
        candidates: with labels of all n rows.
        scale: z-scores if None.
        resamples: how many, at most.
        seconds: shared by the two kinds of candidates, by how many there are of each.
        seed: draws the rows and drives the algorithms.
        threads: at most this many; they change nothing.
    """
    found: dict[int, Stability] = {}
    dense = [at for at, one in enumerate(candidates) if COUNTS & one.parameters.keys()]
    others = [at for at in range(len(candidates)) if at not in dense]
    rows = len(values)
    many = resamples if rows <= DRAWN else min(resamples, LARGE_RESAMPLES)
    few = min(resamples, max(FEWEST, DENSITY_ROWS // max(rows, 1)))
    for part, drawn, count in ((others, min(DRAWN, rows), many), (dense, rows, few)):
        if not part:
            continue
        some = [candidates[at] for at in part]
        share = None if seconds is None else seconds * len(part) / len(candidates)
        route, labels = matrix_route(values, some, scale or z_scores, seed), [one.labels for one in some]
        with one_blas_thread():
            done = bootstrap(route, labels, resamples=count, drawn=drawn, seconds=share, seed=seed, threads=threads)
        found |= dict(zip(part, done, strict=True))
    return [found[at] for at in range(len(candidates))]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """BLAS on one thread: the limit belongs to the process, so fits side by side must not set and lift it in turn."""
    from threadpoolctl import ThreadpoolController

    with ThreadpoolController().limit(limits=1, user_api="blas"):
        yield


def matrix_route(values: Floats, candidates: Sequence[Candidate], scale: Scale, seed: int) -> Route:
    """The route of these candidates over the rows of a table of numbers (n, d)."""

    def route(drawn: Indices, compared: Indices) -> list[Labels]:
        scaled = scale(values[drawn])
        return refit(scaled(values[drawn]), scaled(values[compared]), candidates, len(values), seed)

    return route


def refit(seen: Floats, others: Floats, candidates: Sequence[Candidate], rows: int, seed: int) -> list[Labels]:
    """Labels (p) of `others` (p, d), from each candidate's parameters fitted again on the rows `seen` (m, d).

    Parameters that count rows shrink with the share of `rows` that are seen, to no less than 2. A candidate that so
    few rows do not allow makes all of them noise.
    """
    space = SharedStructures(seen, seed, threads=1)
    cells = [_cell(one, len(seen) / rows) for one in candidates]
    labels = [np.full(len(others), -1, np.int32) for _ in candidates]
    assigned = _Others(seen, others)
    for name in dict.fromkeys(one.algorithm for one in candidates):
        declared = find_algorithm(name)
        assert declared is not None
        at = [i for i, one in enumerate(candidates) if one.algorithm == name]
        grid = _grid(declared, [cells[i] for i in at])
        at = [i for i in at if grid.possible(cells[i], space.rows, space.distinct)]
        space.reserve(grid.expects())
        for i, candidate in zip(at, grid.fit_grid(space, [cells[i] for i in at]), strict=True):
            labels[i] = assigned.labels(candidate)
    return labels


def z_scores(rows: Floats) -> Callable[[Floats], Floats]:
    """Scaling to mean 0 and spread 1 of these rows; columns that are constant in them stay where they are."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return lambda values: np.ascontiguousarray((values - mean) / spread)


def _cell(candidate: Candidate, share: float) -> Cell:
    return {
        axis: max(2, round(value * share)) if axis in COUNTS else value for axis, value in candidate.parameters.items()
    }


def _grid(declared: type[Algorithm], cells: Sequence[Cell]) -> Algorithm:
    """The algorithm with a grid that has these cells."""
    axes: dict[str, Any] = {axis: tuple(dict.fromkeys(cell[axis] for cell in cells)) for axis in cells[0]}
    return declared(**axes)


class _Others:
    """How rows that were not seen get their labels: as those beside a search's sample do, see `Subsample`."""

    def __init__(self, seen: Floats, others: Floats) -> None:
        self._seen, self._others = seen, others

    def labels(self, candidate: Candidate) -> Labels:
        """Labels (p) by a candidate found on the rows seen."""
        labels = compact(candidate.labels)
        if not by_centroid(candidate):
            return labels[self._like]
        sizes = np.bincount(labels)
        sums = [np.bincount(labels, weights=column) for column in self._seen.T]
        return nearest(self._others, np.column_stack(sums) / sizes[:, None])

    @cached_property
    def _like(self) -> Indices:
        """The place of each row's nearest among those seen."""
        from scipy.spatial import cKDTree

        like: Indices = cKDTree(self._seen, leafsize=32).query(self._others)[1]
        return like
