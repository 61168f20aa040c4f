"""The clusters of many candidates over all parts: their rows and means, and how far the rows lie from these.

Rows beside the sample go where a candidate's fit says, or like their nearest row of the sample, which is looked for
once for all candidates. A first walk sums the rows, a second one their distances to the means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.clustering.mixtures.gaussians import Gaussians
from segtui.clustering.registry import assigner_of
from segtui.libraries.parts.kept_arrays import load_array, save_array
from segtui.libraries.parts.workers import Tick, Workers
from segtui.pipeline.partitioned.preparing.seen_rows import PartRows, RuleView
from segtui.pipeline.partitioned.searching.kmeans_of_parts import Centers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ByFit:
    """A candidate whose `fitted` arrays, with an entry for each cluster, say where any row goes."""

    algorithm: str
    fitted: Mapping[str, Floats]
    view: RuleView

    @property
    def clusters(self) -> int:
        """How many there are."""
        return len(next(iter(self.fitted.values())))

    def labels(self, values: Floats, read: Floats) -> tuple[Labels, float]:
        """The clusters of rows (m, d) that the rule reads as (m, p), and the rows' log likelihood, 0 without one."""
        assigner = assigner_of(self.algorithm)
        if assigner.labels is not None:
            return assigner.labels(read, self.fitted), 0.0
        shares, likelihood = Gaussians.from_arrays(self.fitted).memberships(values)
        return shares.argmax(axis=1).astype(np.int32), likelihood


@dataclass(frozen=True)
class Followed:
    """The candidates: `fits`, and the `labels` (m) of those whose rows are like the nearest of the `sample` (m, d)."""

    fits: tuple[ByFit, ...]
    labels: tuple[Labels, ...]
    sample: Floats
    folder: str

    def labels_of(self, number: int) -> Iterator[Labels]:
        """The clusters of a part's rows by each candidate, as the first walk kept them."""
        if self.fits:
            yield from load_array(f"{self.folder}/{number:06d}.fits.npy", mapped=True)
        if self.labels:
            like = load_array(f"{self.folder}/{number:06d}.like.npy")
            for labels in self.labels:
                yield labels[like]


@dataclass(frozen=True)
class _Sums:
    """Rows by group, the sums of their columns, and their log likelihood."""

    counts: NDArray[np.int64]
    sums: Floats
    likelihood: float = 0.0

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(self.counts + other.counts, self.sums + other.sums, self.likelihood + other.likelihood)


def clusters_of(
    workers: Workers, parts: Sequence[PartRows], followed: Followed, tick: Tick | None = None
) -> tuple[list[Centers], list[float]]:
    """The clusters of each candidate, first those by fit, and the log likelihoods of these."""
    Path(followed.folder).mkdir(parents=True, exist_ok=True)
    total: list[_Sums] | None = None
    for found in workers.map(_sums_of_part, parts, followed, tick):
        total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
    assert total is not None
    fits = total[: len(followed.fits)]
    groups = [*fits, *(_gathered(total[-1], labels) for labels in followed.labels)]
    means = [one.sums / np.maximum(one.counts, 1)[:, None] for one in groups]
    spread: list[Floats] | None = None
    for more in workers.map(_spread_of_part, parts, (followed, means), tick):
        spread = more if spread is None else [a + b for a, b in zip(spread, more, strict=True)]
    assert spread is not None
    both = zip(means, groups, spread, strict=True)
    return [Centers(m, one.counts, s[0], s[1]) for m, one, s in both], [one.likelihood for one in fits]


def _gathered(rows: _Sums, labels: Labels) -> _Sums:
    """The sums of clusters from those of the rows that are like each row of the sample."""
    kept, clusters = labels >= 0, int(labels.max(initial=-1)) + 1
    own, counts = labels[kept], np.zeros(clusters, np.int64)
    np.add.at(counts, own, rows.counts[kept])
    return _Sums(counts, _summed(rows.sums[kept], own, clusters))


def _sums_of_part(part: PartRows, followed: Followed) -> list[_Sums]:
    columns, rows = followed.sample.shape[1], part.matrix.rows
    place = f"{followed.folder}/{part.matrix.number:06d}"
    found = []
    fits = np.empty((len(followed.fits), rows), np.int32)
    for at, one in enumerate(followed.fits):
        total, first = _Sums(np.zeros(one.clusters, np.int64), np.zeros((one.clusters, columns))), 0
        for values, read in one.view.blocks(part):
            labels, likelihood = one.labels(values, read)
            fits[at, first : first + len(labels)] = labels
            total += _sums(values, labels, one.clusters, likelihood)
            first += len(labels)
        found.append(total)
    if followed.fits:
        save_array(f"{place}.fits.npy", fits)
    if followed.labels:
        like, sums = _alike(part, followed.sample)
        save_array(f"{place}.like.npy", like)
        found.append(sums)
    return found


def _alike(part: PartRows, sample: Floats) -> tuple[Labels, _Sums]:
    """The nearest row of the sample to each row of a part, and what the rows near to each add up to."""
    from scipy.spatial import cKDTree

    tree = cKDTree(sample, leafsize=32)
    like = np.empty(part.matrix.rows, np.int32)
    total, first = _Sums(np.zeros(len(sample), np.int64), np.zeros(sample.shape)), 0
    for block in part.matrix.blocks():
        values = block.astype(np.float64)
        own = tree.query(values)[1].astype(np.int32)
        like[first : first + len(own)] = own
        total += _sums(values, own, len(sample))
        first += len(own)
    return like, total


def _sums(values: Floats, labels: Labels, clusters: int, likelihood: float = 0.0) -> _Sums:
    kept = labels >= 0
    counts = np.bincount(labels[kept], minlength=clusters).astype(np.int64)
    return _Sums(counts, _summed(values[kept], labels[kept], clusters), likelihood)


def _summed(values: Floats, labels: Labels, clusters: int) -> Floats:
    return np.stack([np.bincount(labels, weights=column, minlength=clusters) for column in values.T], axis=1)


def _spread_of_part(part: PartRows, task: tuple[Followed, list[Floats]]) -> list[Floats]:
    """Of each candidate the sums of squared distances and of distances to the means, (2, clusters)."""
    followed, means = task
    found = []
    for labels, centers in zip(followed.labels_of(part.matrix.number), means, strict=True):
        total, first = np.zeros((2, len(centers))), 0
        for block in part.matrix.blocks():
            own = labels[first : first + len(block)]
            first += len(block)
            kept = own >= 0
            away = block[kept] - centers[own[kept]]
            squared = np.einsum("ij,ij->i", away, away)
            for at, weights in enumerate((squared, np.sqrt(squared))):
                total[at] += np.bincount(own[kept], weights=weights, minlength=len(centers))
        found.append(total)
    return found
