"""Bootstrap stability: how much of each segment is found again in resamples of the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import in_threads
from segtui.validity.agreement import adjusted_rand_index
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices, Labels, compact
from segtui.validity.stability.jaccard import counts, jaccard

RESAMPLES = 100
COMPARED = 2_000
_QUANTILE = 1.96

Badge = Literal["don't trust", "pattern", "valid", "highly stable"]
Route = Callable[[Indices, Indices], Sequence[Labels]]
"""Rows that were drawn (rising, each once) and rows to compare, to labels of the latter, one array per candidate.

Everything that looks at the data is done again inside, on the drawn rows alone: scaling, clustering, and the rule that
assigns the rows to compare.
"""


Overlap = tuple[Floats, float]
"""Of a resample: the Jaccard index of each segment (and noise, last) with the most similar one, and the Rand index."""


@dataclass(frozen=True)
class SegmentStability:
    """The Jaccard index of a segment with the most similar one of each resample: mean, and its 95 % interval.

    `label` is -1 for noise. `lost` is the share of resamples in which the index was at most .5 (the segment dissolved),
    `found` that in which it was at least .75 (Hennig 2007). `resamples` are those in which rows of it were compared;
    `jaccard` is None where there were none.
    """

    label: int
    jaccard: float | None
    interval: tuple[float, float] | None
    lost: float
    found: float
    resamples: int

    @property
    def badge(self) -> Badge | None:
        """What the mean says: under .6 don't trust, under .75 pattern, under .85 valid, else highly stable."""
        return None if self.jaccard is None else badge(self.jaccard)


@dataclass(frozen=True)
class Stability:
    """The stability of one candidate.

    `segments` in order of label, then noise if there is any. `rand` is the mean adjusted Rand index, noise as a group
    of its own, with its 95 % interval. Of n `rows` each of the `resamples` drew `drawn` with replacement, used each
    that it met once, and compared `compared` of all rows.
    """

    segments: tuple[SegmentStability, ...]
    rand: float
    rand_interval: tuple[float, float]
    resamples: int
    rows: int
    drawn: int
    compared: int

    def renumbered(self, numbers: Mapping[int, int]) -> Stability:
        """The same with other numbers for its segments, in their order; noise stays the last."""
        told = [replace(each, label=numbers[each.label]) for each in self.segments if each.label >= 0]
        noise = [each for each in self.segments if each.label < 0]
        return replace(self, segments=(*sorted(told, key=lambda each: each.label), *noise))

    @property
    def weakest(self) -> SegmentStability | None:
        """The least stable segment, noise aside."""
        known = [each for each in self.segments if each.label >= 0 and each.jaccard is not None]
        return min(known, key=lambda each: each.jaccard or 0.0, default=None)


def badge(jaccard: float) -> Badge:
    """What a mean Jaccard index says of a segment, by Hennig's limits."""
    if jaccard < 0.6:
        return "don't trust"
    if jaccard < 0.75:
        return "pattern"
    return "valid" if jaccard < 0.85 else "highly stable"


def bootstrap(
    route: Route,
    labelings: Sequence[NDArray[np.int32]],
    *,
    resamples: int = RESAMPLES,
    drawn: int | None = None,
    compared: int = COMPARED,
    seed: int = 0,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> list[Stability]:
    """Bootstrap stability of candidates whose labels (n, -1 is noise) one route finds again.

    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and Data Analysis 52,
    258-271. As in fpc's clusterboot, rows drawn more than once count once, and noise is compared only with noise; but
    compared are rows drawn from all, not only those that were clustered, because a segmentation is applied to all.

    With `drawn` under n a resample has fewer rows than the data, so segments look less stable than they are, never
    more. The result depends on the seed alone, to the last bit.

    Args:
        route: see `Route`; called from several threads at once.
        labelings: each (n): the candidates' labels on all rows.
        resamples: how many.
        drawn: rows drawn with replacement for each; all n if None.
        compared: at most this many of all rows are compared in each.
        seed: draws the rows.
        threads: at most this many.
        tick: hears the share that is done.
    """
    rows = len(labelings[0]) if labelings else 0
    drawn, compared = min(drawn or rows, rows), min(compared, rows)

    def one(number: int) -> list[Overlap]:
        random = np.random.default_rng([seed, number])
        some = np.unique(random.integers(0, rows, drawn))
        against = np.sort(random.choice(rows, compared, replace=False)) if compared < rows else np.arange(rows)
        again = zip(labelings, route(some, against), strict=True)
        return [overlap(labels, found, against) for labels, found in again]

    done = list(in_threads(one, range(resamples), thread_count(threads), tick)) if rows else []
    return [
        summarised(labels, [found[at] for found in done], (len(done), rows, drawn, compared))
        for at, labels in enumerate(labelings)
    ]


def overlap(labels: Labels, found: Labels, compared: Indices) -> Overlap:
    """How much of each segment of a candidate's labels (n) a resample `found` again in the rows `compared`."""
    clean = compact(labels)
    table = counts(clean[compared], found, int(clean.max(initial=-1)) + 1)
    return jaccard(table), adjusted_rand_index(table)


def summarised(labels: Labels, found: Sequence[Overlap], numbers: tuple[int, int, int, int]) -> Stability:
    """The stability of a candidate with these labels from its overlap with each resample; `numbers` are the last four
    of `Stability`."""
    names = np.unique(labels[labels >= 0]).tolist()
    indices = np.array([each for each, _ in found]).reshape(len(found), len(names) + 1)
    segments = [_segment(name, indices[:, at]) for at, name in enumerate(names)]
    if (labels < 0).any():
        segments.append(_segment(-1, indices[:, -1]))
    mean, interval = _mean(np.array([rand for _, rand in found]))
    return Stability(tuple(segments), mean, interval, *numbers)


def _segment(label: int, indices: Floats) -> SegmentStability:
    known = indices[np.isfinite(indices)]
    if not len(known):
        return SegmentStability(label, None, None, 0.0, 0.0, 0)
    mean, interval = _mean(known)
    lost, again = float((known <= 0.5).mean()), float((known >= 0.75).mean())
    return SegmentStability(label, mean, interval, lost, again, len(known))


def _mean(numbers: Floats) -> tuple[float, tuple[float, float]]:
    """The mean and its 95 % interval, within what the numbers can be; the mean alone where there is one number."""
    if not len(numbers):
        return 0.0, (0.0, 0.0)
    mean = float(numbers.mean())
    error = float(numbers.std(ddof=1)) / len(numbers) ** 0.5 if len(numbers) > 1 else 0.0
    return mean, (max(mean - _QUANTILE * error, -1.0), min(mean + _QUANTILE * error, 1.0))
