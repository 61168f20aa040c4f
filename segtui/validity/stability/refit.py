"""Candidates found again on some of the rows, and the others assigned: what stability asks of a route."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell
from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.clustering.registry import find_algorithm
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import by_centroid, by_membership, likeliest
from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Indices, Labels, compact
from segtui.validity.stability.bootstrap import RESAMPLES, Route, Stability, bootstrap
from segtui.validity.stability.budget import SEARCHED, Draw, dense_draw, draw
from segtui.validity.stability.row_counts import scaled_count

Scale = Callable[[Floats], Callable[[Floats], Floats]]
"""Learns from rows (m, d), raw, how to scale any rows."""


def stabilities(
    values: Floats,
    candidates: Sequence[Candidate],
    *,
    wanted: Collection[int] | None = None,
    scale: Scale | None = None,
    gower: Floats | None = None,
    resamples: int = RESAMPLES,
    searched: int = SEARCHED,
    seed: int = 0,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> list[Stability | None]:
    """The bootstrap stability of candidates of a matrix, the first one more closely than the others.

    How many resamples of how many rows each gets is in `budget`; None for one that these rows are too many for, and for
    those not `wanted`, which change nothing for the others. See `bootstrap`.

    Args:
        values: (n, d) the features, scaled or not.
        candidates: with labels of all n rows.
        wanted: the places of those to resample; all if None.
        scale: z-scores if None.
        gower: (n, p) the same rows for algorithms of mixed tables, if there are any among the candidates.
        resamples: how many, at most.
        searched: how many candidates the search had, which bounds the work.
        seed: draws the rows and drives the algorithms.
        threads: at most this many; they change nothing.
        tick: hears the share that is done.
    """
    found: dict[int, Stability] = {}
    done = 0
    for few, alike in _drawn_alike(draws(candidates, len(values), values.shape[1], resamples, searched)):
        part = [at for at in alike if wanted is None or at in wanted]
        before, some = done, [candidates[at] for at in part]
        done += len(part)

        def told(share: float, before: int = before, count: int = len(part)) -> None:
            if tick:
                tick((before + share * count) / len(candidates if wanted is None else wanted))

        route, labels = matrix_route(values, some, scale or z_scores, seed, gower), [one.labels for one in some]
        with one_blas_thread():
            known = bootstrap(
                route, labels, resamples=few.resamples, drawn=few.rows, seed=seed, threads=threads, tick=told
            )
        found |= dict(zip(part, known, strict=True))
    return [found.get(at) for at in range(len(candidates))]


def _drawn_alike(drawn: Sequence[Draw | None]) -> list[tuple[Draw, list[int]]]:
    """The places of candidates that get the same resamples, so that these share what they compute."""
    parts: dict[Draw, list[int]] = {}
    for at, some in enumerate(drawn):
        if some is not None:
            parts.setdefault(some, []).append(at)
    return list(parts.items())


def draws(
    candidates: Sequence[Candidate], rows: int, columns: int, asked: int, searched: int = SEARCHED
) -> list[Draw | None]:
    """The resamples that each candidate gets; None for one that these rows are too many for."""
    found: list[Draw | None] = []
    dense = sum(bool(counted_rows(one)) for one in candidates[1:])
    others = len(candidates[1:]) - dense
    for at, one in enumerate(candidates):
        counts = counted_rows(one)
        if counts:
            numbers = [int(one.parameters[axis]) for axis in counts]
            found.append(dense_draw(rows, columns, asked, numbers, dense if at else 0, searched))
        else:
            clusters = int(one.labels.max(initial=0)) + 1
            found.append(draw(rows, columns, asked, others if at else 0, clusters, searched))
    return found


def counted_rows(candidate: Candidate) -> list[str]:
    """The parameters of a candidate that are numbers of rows: on a share of the rows they are that share of them."""
    declared = find_algorithm(candidate.algorithm)
    return [axis for axis in candidate.parameters if declared and axis in declared.counts_rows]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """BLAS on one thread: the limit belongs to the process, so fits side by side must not set and lift it in turn."""
    from threadpoolctl import ThreadpoolController

    with ThreadpoolController().limit(limits=1, user_api="blas"):
        yield


def matrix_route(
    values: Floats, candidates: Sequence[Candidate], scale: Scale, seed: int, gower: Floats | None = None
) -> Route:
    """The route of these candidates over the rows of a table of numbers (n, d)."""

    def route(drawn: Indices, compared: Indices) -> list[Labels]:
        scaled = scale(values[drawn])
        mixed = None if gower is None else (gower[drawn], gower[compared])
        return refit(scaled(values[drawn]), scaled(values[compared]), candidates, len(values), seed, mixed)

    return route


def refit(
    seen: Floats,
    others: Floats,
    candidates: Sequence[Candidate],
    rows: int,
    seed: int,
    mixed: tuple[Floats, Floats] | None = None,
) -> list[Labels]:
    """Labels (p) of `others` (p, d), from each candidate's parameters fitted again on the rows `seen` (m, d).

    Parameters that count rows shrink with the share of `rows` that are seen, see `row_counts`. A candidate that so few
    rows do not allow makes all of them noise. `mixed` are seen and other rows for algorithms of mixed tables.
    """
    labels = [np.full(len(others), -1, np.int32) for _ in candidates]
    assigned = _Others(seen, others, mixed[1] if mixed else None)
    for i, candidate in fitted_again(seen, candidates, rows, seed, mixed[0] if mixed else None):
        labels[i] = assigned.labels(candidate)
    return labels


def fitted_again(
    seen: Floats, candidates: Sequence[Candidate], rows: int, seed: int, gower: Floats | None = None
) -> Iterator[tuple[int, Candidate]]:
    """The candidates by their places, fitted again on `seen` (m, d) of the `rows`, without those that they forbid."""
    space = SharedStructures(seen, seed, threads=1, gower=gower)
    cells = [_cell(one, len(seen) / rows) for one in candidates]
    for name in dict.fromkeys(one.algorithm for one in candidates):
        declared = find_algorithm(name)
        assert declared is not None
        at = [i for i, one in enumerate(candidates) if one.algorithm == name]
        grid = _grid(declared, [cells[i] for i in at])
        at = [i for i in at if grid.possible(cells[i], space.rows, space.distinct)]
        space.reserve(grid.expects())
        yield from zip(at, grid.fit_grid(space, [cells[i] for i in at]), strict=True)


def z_scores(rows: Floats) -> Callable[[Floats], Floats]:
    """Scaling to mean 0 and spread 1 of these rows; columns that are constant in them stay where they are."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return lambda values: np.ascontiguousarray((values - mean) / spread)


def _cell(candidate: Candidate, share: float) -> Cell:
    counts = counted_rows(candidate)
    return {
        axis: scaled_count(value, share) if axis in counts else value for axis, value in candidate.parameters.items()
    }


def _grid(declared: type[Algorithm], cells: Sequence[Cell]) -> Algorithm:
    """The algorithm with a grid that has these cells."""
    axes: dict[str, Any] = {axis: tuple(dict.fromkeys(cell[axis] for cell in cells)) for axis in declared.axes()}
    settings = {name: cells[0][name] for name in declared.settings if name in cells[0]}
    return declared(**axes, **settings)


class _Others:
    """How rows that were not seen get their labels: as those beside a search's sample do, see `Subsample`."""

    def __init__(self, seen: Floats, others: Floats, mixed: Floats | None) -> None:
        self._seen, self._others, self._mixed = seen, others, mixed

    def labels(self, candidate: Candidate) -> Labels:
        """Labels (p) by a candidate found on the rows seen."""
        declared = find_algorithm(candidate.algorithm)
        by_itself = declared.assigner if declared else None
        if by_itself and by_itself.labels and candidate.fitted and self._mixed is not None:
            return by_itself.labels(self._mixed, candidate.fitted)
        if by_membership(candidate):
            return likeliest(candidate, self._others)[0]
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
