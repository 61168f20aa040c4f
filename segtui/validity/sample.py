"""Silhouette from a sample of rows, each against all rows, with its standard error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from segtui.language.sentences import say
from segtui.libraries.compiled import in_threads
from segtui.validity.centroids import Centroids
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices, Refinement
from segtui.validity.silhouette_batches import Folded, Lanes
from segtui.validity.simplified_silhouette import Proxy, proxies

SAMPLE_ROWS = 4_000
CLUSTER_ROWS = 20
POOLED_ROWS = 8
PROXY_CLUSTERS = 128


@dataclass(frozen=True)
class SilhouetteSample:
    """Rows drawn for all labelings at once: `rows` in class order, and the `chance` that each had of being drawn.

    `expected` (U) is how many rows of each class the draw is due to give.
    """

    rows: Indices
    chance: Floats
    expected: Floats


@dataclass(frozen=True)
class Estimate:
    """A labeling's silhouette from `rows` of `of` clustered rows, with its standard error."""

    silhouette: float
    error: float
    rows: int
    of: int

    def __str__(self) -> str:
        return say(
            "silhouette from {sample:,} of {rows:,} rows, standard error {error:.2g}",
            sample=self.rows,
            rows=self.of,
            error=float(self.error),
        )


def draw(refinement: Refinement, seed: int, rows: int) -> SilhouetteSample:
    """Draw about `rows` rows, spread over the classes of the refinement in proportion, more in small clusters.

    Every cluster of every labeling is meant to have 20 rows or all of its rows; where labelings have so many clusters
    that this would more than double the sample, fewer. Drawing is systematic along the classes, rows of a class in
    random order, so a class's share of the sample is its due to within one row.
    """
    counts = np.diff(refinement.starts)
    total = int(counts.sum())
    floor = float(CLUSTER_ROWS)
    while True:
        chance = np.full(refinement.classes, rows / total)
        for size, labels in zip(refinement.sizes, refinement.table.T, strict=True):
            wanted = np.append(min(floor, rows / len(size)) / size, 0.0)
            np.maximum(chance, wanted[labels], out=chance)  # label -1 takes the last: noise asks for nothing
        chance = np.minimum(chance, 1.0)
        if floor < 1 or float((chance * counts).sum()) <= 2 * rows:
            break
        floor /= 2
    random = np.random.default_rng(seed)
    shuffled = random.permutation(total)
    shuffled = shuffled[np.argsort(refinement.row_class[shuffled], kind="stable")]
    # A chance of 1 always crosses a whole number, but for rounding: those rows are taken outright.
    due = chance[refinement.row_class]
    crossed = np.floor(np.cumsum(due) + random.random())
    taken = (np.diff(crossed, prepend=0.0) > 0) | (due >= 1.0)
    picked = np.sort(shuffled[taken])
    return SilhouetteSample(picked, due[picked], chance * counts)


def estimate(
    judge: Folded | Lanes,
    centroids: Centroids,
    sample: SilhouetteSample,
    *,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> list[Estimate]:
    """The silhouette of every labeling from a sample, stratified by its clusters.

    A proxy that needs only centroids (root mean square distances instead of mean ones) is known for all rows; the
    sample estimates its mean difference to the silhouette, which varies far less than the silhouette itself. Standard
    error: that of a stratified mean with finite-population correction.
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapters 5 and 7.
    """
    blocks = [sample.rows[at : at + judge.block] for at in range(0, len(sample.rows), judge.block)]
    known = np.concatenate(list(in_threads(judge.of, blocks, thread_count(threads), tick)), axis=1)
    few = [at for at, size in enumerate(centroids.refinement.sizes) if len(size) <= PROXY_CLUSTERS]
    stands_in = dict(zip(few, proxies(centroids, few, sample.rows), strict=True))
    return [_estimate(centroids.refinement, at, sample, each, stands_in.get(at)) for at, each in enumerate(known)]


def _estimate(
    refinement: Refinement, labeling: int, sample: SilhouetteSample, known: Floats, proxy: Proxy | None
) -> Estimate:
    size = refinement.sizes[labeling]
    base, rest = (0.0, known) if proxy is None else (proxy.mean, known - proxy.rows)
    clusters = refinement.table[:, labeling]
    labels = clusters[refinement.row_class[sample.rows]]
    kept = labels >= 0
    expected = np.bincount(clusters[clusters >= 0], weights=sample.expected[clusters >= 0])
    # Which clusters stand alone must not depend on what was drawn: that would bias the mean.
    alone = (expected >= POOLED_ROWS) | (expected >= size * (1 - 1e-12))
    strata = np.where(alone, np.arange(len(size)), len(size))
    mean, variance = _stratified(rest[kept], strata[labels[kept]], sample.chance[kept], strata, size)
    return Estimate(base + mean, float(np.sqrt(variance)), int(kept.sum()), int(size.sum()))


def _stratified(values: Floats, drawn: Indices, chance: Floats, strata: Indices, size: Floats) -> tuple[float, float]:
    """Mean over all rows and its variance, from values drawn with unequal chances.

    Args:
        values: (m) what was seen.
        drawn: (m) the stratum of each.
        chance: (m) its probability of being drawn.
        strata: (K) the stratum of each cluster: its own number, or K where small clusters are taken together.
        size: (K) rows of each cluster.
    """
    rows = np.bincount(strata, weights=size, minlength=len(size) + 1)
    count = np.bincount(drawn, minlength=len(rows))
    weight = 1.0 / chance
    total = np.maximum(np.bincount(drawn, weights=weight, minlength=len(rows)), 1.0)
    means = np.bincount(drawn, weights=weight * values, minlength=len(rows)) / total
    spread = (1.0 - chance) * (weight * (values - means[drawn])) ** 2
    variance = np.bincount(drawn, weights=spread, minlength=len(rows)) / total**2 * count / np.maximum(count - 1, 1)
    variance[(count < 2) & (rows > count)] = 1.0  # unknown: a silhouette lies between -1 and 1
    share = rows / rows.sum()
    return float((share * means).sum()), float((share**2 * variance).sum())
