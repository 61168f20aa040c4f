"""The indices of labelings with two clusters or more: one pass over all pairs, or a sample past the exact size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from segtui.validity.centroids import Centroids
from segtui.validity.dispersion import dispersion
from segtui.validity.dunn import Extremes
from segtui.validity.pairs import Floats, Pairs, Span, in_threads
from segtui.validity.refinement import Labels, Refinement, refine
from segtui.validity.sample import draw, estimate
from segtui.validity.silhouette import Fold

DUNN_ROWS = 100_000

Tick = Callable[[float], None]
Found = dict[str, Any]


def measure(
    values: Floats,
    labelings: Sequence[Labels],
    *,
    seed: int,
    exact_rows: int,
    threads: int | None,
    tick: Tick | None,
) -> list[Found]:
    """The indices and notes of each labeling, by the names of `Scores`' fields; see `score`."""
    parts = refine(labelings)
    found: list[Found] = []
    for at, refinement in enumerate(parts):
        job = _Job(values, refinement, threads, _part(tick, at / len(parts), (at + 1) / len(parts)))
        if len(values) <= exact_rows:
            found += job.exact()
        else:
            found += job.sampled(seed, dunn=len(values) <= DUNN_ROWS)
    return found


class _Job:
    """Labelings that share one refinement."""

    def __init__(self, values: Floats, refinement: Refinement, threads: int | None, tick: Tick | None) -> None:
        self.pairs = Pairs(values, refinement)
        self.fold = Fold(refinement)
        self.centroids = Centroids(self.pairs.values, refinement)
        self.extremes = Extremes(refinement)
        self.rows, self.threads, self.tick = len(values), threads, tick

    def exact(self) -> list[Found]:
        """Silhouette and Dunn from all pairs."""
        means = _all_pairs(self.pairs, self.fold, self.extremes, self.threads, self.tick)
        return self._with_rest([_put({"notes": ()}, "silhouette", mean) for mean in means])

    def sampled(self, seed: int, dunn: bool) -> list[Found]:
        """Silhouette from a sample; Dunn from all pairs or not at all."""
        sample = draw(self.pairs.refinement, self.fold.sizes, seed)
        share = len(sample.rows) / (len(sample.rows) + self.rows / 2) if dunn else 1.0
        tick = _part(self.tick, 0.0, share)
        estimates = estimate(self.pairs, self.fold, self.centroids, sample, threads=self.threads, tick=tick)
        if dunn:
            _all_pairs(self.pairs, None, self.extremes, self.threads, _part(self.tick, share, 1.0))
        found: list[Found] = [{"notes": (str(each),), "silhouette_error": each.error} for each in estimates]
        return self._with_rest(
            [_put(one, "silhouette", each.silhouette) for one, each in zip(found, estimates, strict=True)]
        )

    def _with_rest(self, found: list[Found]) -> list[Found]:
        for at, each in enumerate(found):
            _put_dunn(each, float(self.extremes.separation[at]), float(self.extremes.diameter[at]), self.rows)
            result = dispersion(self.centroids, at)
            each["notes"] += result.notes
            _put(each, "davies_bouldin", result.davies_bouldin)
            _put(each, "calinski_harabasz", result.calinski_harabasz)
        return found


def _all_pairs(
    pairs: Pairs, fold: Fold | None, extremes: Extremes, threads: int | None, tick: Tick | None
) -> list[float]:
    """Fill `extremes` from all pairs of rows and, with a fold, give the mean silhouette of each labeling."""

    def block(rows: Span) -> tuple[Floats, Floats, Floats]:
        sums, low, high = pairs.both(rows, with_sums=fold is not None)
        narrowed = extremes.of(low, high, slice(rows.low, rows.high))
        if fold is None:
            return np.empty(0), *narrowed
        own = pairs.refinement.row_class[rows.first : rows.last]
        return np.nansum(fold.silhouettes(sums, own), axis=1), *narrowed

    parts = []
    for part, separation, diameter in in_threads(block, pairs.spans(pairs.block), threads, tick):
        extremes.merge(separation, diameter)
        parts.append(part)
    if fold is None:
        return []
    totals = zip(*(part.tolist() for part in parts), strict=True)
    return [math.fsum(total) / float(size.sum()) for total, size in zip(totals, fold.sizes, strict=True)]


def _put_dunn(found: Found, separation: float, diameter: float, rows: int) -> None:
    if math.isinf(separation):
        found["notes"] += (f"Dunn needs all pairs: {rows:,} rows are past {DUNN_ROWS:,}",)
    elif diameter == 0.0:
        found["notes"] += ("Dunn is undefined: the rows of every cluster coincide",)
    else:
        _put(found, "dunn", separation / diameter)


def _put(found: Found, name: str, value: float | None) -> Found:
    """Take the value, or say that the numbers were too large or too small for it."""
    if value is not None and not math.isfinite(value):
        found["notes"] += (f"{name} is left out: distances too large or too small to compute it",)
    elif value is not None:
        found[name] = value
    return found


def _part(tick: Tick | None, first: float, last: float) -> Tick | None:
    return None if tick is None else lambda share: tick(first + share * (last - first))
