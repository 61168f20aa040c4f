"""The indices of labelings with two clusters or more: silhouettes of all rows, or of a sample past the exact size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from segtui.clustering.shared_structures import SharedStructures
from segtui.language.sentences import say
from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.centroids import Centroids
from segtui.validity.dispersion import dispersion
from segtui.validity.dunn import Dunn, dunn
from segtui.validity.pairwise import Floats, Pairs, thread_count
from segtui.validity.refinement import REFINED_CLASSES, Indices, Labels, Refinement, refine
from segtui.validity.sample import draw, estimate
from segtui.validity.silhouette import silhouettes
from segtui.validity.silhouette_batches import Folded, Lanes

LANE_CLASSES = 32_768

Tick = Callable[[float], None]
Found = dict[str, Any]


def measure_indices(
    values: Floats,
    labelings: Sequence[Labels],
    *,
    seed: int,
    sample_rows: int | None,
    space: SharedStructures | None,
    prove: bool,
    threads: int | None,
    tick: Tick | None,
) -> list[Found]:
    """The indices and notes of each labeling, by the names of `Scores`' fields; see `score`.

    `values` (n, d) are finite, `labelings` (n) numbered without gaps, -1 for noise. Silhouettes are exact where
    `sample_rows` is None, else from about this many rows; `prove` leaves no upper bound of Dunn's index.
    """
    found = silhouette_of(values, labelings, seed, sample_rows, threads, _part(tick, 0.0, 0.5), rest=True)
    apart = dunn(values, labelings, space=space, prove=prove, threads=threads, tick=_part(tick, 0.5, 1.0))
    for each, result in zip(found, apart, strict=True):
        _put_dunn(each, result)
    return found


def silhouette_of(
    values: Floats,
    labelings: Sequence[Labels],
    seed: int,
    sample_rows: int | None,
    threads: int | None,
    tick: Tick | None,
    rest: bool = False,
) -> list[Found]:
    """The silhouette of each labeling (n) of `values` (n, d), -1 to 1, with its error and notes.

    With `rest` also the indices that compare rows with centroids: Davies-Bouldin and Calinski-Harabasz.
    """
    most = max(REFINED_CLASSES, min(LANE_CLASSES, len(values) // 8)) if worthwhile(len(values)) else REFINED_CLASSES
    parts = refine(labelings, most)
    found: list[Found] = []
    for at, refinement in enumerate(parts):
        job = _Job(values, refinement, threads, _part(tick, at / len(parts), (at + 1) / len(parts)))
        some = job.exact() if sample_rows is None else job.sampled(seed, sample_rows)
        found += job.with_rest(some) if rest else some
    return found


class _Job:
    """Labelings that share one refinement."""

    def __init__(self, values: Floats, refinement: Refinement, threads: int | None, tick: Tick | None) -> None:
        pairs = Pairs(values, refinement)
        self.refinement = refinement
        self.rows = silhouettes(pairs)
        self.centroids = Centroids(pairs.values, refinement, threads)
        self.threads, self.tick = threads, tick

    def exact(self) -> list[Found]:
        """Silhouettes from all rows."""
        means = _means(self.rows, self.refinement, self.threads, self.tick)
        return [_put({"notes": ()}, "silhouette", mean) for mean in means]

    def sampled(self, seed: int, rows: int) -> list[Found]:
        """Silhouettes from a sample; exact where that comes to all rows of a labeling."""
        sample = draw(self.refinement, seed, rows)
        estimates = estimate(self.rows, self.centroids, sample, threads=self.threads, tick=self.tick)
        found: list[Found] = [
            {"notes": (), "silhouette_note": str(each), "silhouette_error": each.error} for each in estimates
        ]
        return [_put(one, "silhouette", each.silhouette) for one, each in zip(found, estimates, strict=True)]

    def with_rest(self, found: list[Found]) -> list[Found]:
        """The same with the centroid indices."""
        for at, each in enumerate(found):
            result = dispersion(self.centroids, at)
            each["notes"] += result.notes
            _put(each, "davies_bouldin", result.davies_bouldin)
            _put(each, "calinski_harabasz", result.calinski_harabasz)
        return found


def _means(rows: Folded | Lanes, refinement: Refinement, threads: int | None, tick: Tick | None) -> list[float]:
    """The mean silhouette of each labeling over all its clustered rows."""
    places = np.arange(len(refinement.order))

    def block(part: Indices) -> list[float]:
        sums: list[float] = np.nansum(rows.of(part), axis=1).tolist()
        return sums

    blocks = [places[at : at + rows.block] for at in range(0, len(places), rows.block)]
    totals = zip(*in_threads(block, blocks, thread_count(threads), tick), strict=True)
    return [math.fsum(total) / float(size.sum()) for total, size in zip(totals, refinement.sizes, strict=True)]


def _put_dunn(found: Found, result: Dunn) -> None:
    if result.diameter == 0.0:
        found["notes"] += (say("Dunn is undefined: the rows of every cluster coincide"),)
        return
    _put(found, "dunn", result.separation / result.diameter)
    if result.is_bound:
        found["dunn_is_bound"] = True
        found["notes"] += (say("Dunn is an upper bound: computing the exact value would take too long"),)


def _put(found: Found, name: str, value: float | None) -> Found:
    """Set the value, or note that the numbers were too large or too small for it."""
    if value is not None and not math.isfinite(value):
        found["notes"] += (say("{index} is left out: distances too large or too small to compute it", index=name),)
    elif value is not None:
        found[name] = value
    return found


def _part(tick: Tick | None, first: float, last: float) -> Tick | None:
    return None if tick is None else lambda share: tick(first + share * (last - first))
