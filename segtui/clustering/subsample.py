"""A sample of rows to cluster if there are too many, and how the others are assigned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.assigner import Assigner
from segtui.clustering.density.neighbours import Floats
from segtui.clustering.registry import find_algorithm
from segtui.libraries.compiled import processors

_BLOCK = 65_536


@dataclass(frozen=True)
class Subsample:
    """The rows of `values` (n, d) that algorithms see: `rows` (m), rising. Every candidate is exact on these.

    The others are assigned: to the nearest centroid where clusters are balls around one (K-means, ward), to the
    likeliest cluster where the algorithm knows how likely rows belong to each (mixtures), to the nearest medoid
    (K-medoids), else like the nearest row of the sample, noise and strength included. `gower` (n, p) are the rows for
    algorithms of mixed tables.
    """

    values: Floats
    rows: NDArray[np.intp]
    gower: Floats | None = None

    @property
    def seen(self) -> Floats:
        """The rows of the sample themselves, (m, d)."""
        return self.values[self.rows]

    def spread(self, candidate: Candidate) -> Candidate:
        """A candidate found on the sample, for all rows; what it costs is added to its seconds.

        `inertia` becomes that of all rows, each to the centroid of the sample's cluster; `bic` and `aic` stay those of
        the sample.
        """
        if by_rules(candidate):
            return candidate
        if by_centroid(candidate):
            labels, squared, centers = _nearest(self.values, self.seen, candidate.labels)
            labels[self.rows] = candidate.labels
            inertia = float(squared.sum()) if candidate.inertia is not None else None
            fitted = {"centers": centers} if candidate.fitted else None
            return replace(candidate, labels=labels, inertia=inertia, fitted=fitted)
        if by_membership(candidate):
            likely, sure = likeliest(candidate, self.values)
            return replace(candidate, labels=likely, strength=sure)
        by_itself = _assigner(candidate)
        if by_itself and by_itself.labels and candidate.fitted and self.gower is not None:
            return replace(candidate, labels=by_itself.labels(self.gower, candidate.fitted))
        strength = candidate.strength[self._like] if candidate.strength is not None else None
        return replace(candidate, labels=candidate.labels[self._like], strength=strength)

    @cached_property
    def _like(self) -> NDArray[np.int32]:
        """For every row, the position of its representative in the sample: itself, or the nearest row."""
        from scipy.spatial import cKDTree

        tree = cKDTree(self.seen, leafsize=32)
        like = np.empty(len(self.values), dtype=np.int32)
        for start in range(0, len(self.values), _BLOCK):
            part = slice(start, start + _BLOCK)
            like[part] = tree.query(self.values[part], workers=processors())[1]
        like[self.rows] = np.arange(len(self.rows))
        return like


def draw(values: Floats, rows: int | None, seed: int, gower: Floats | None = None) -> Subsample | None:
    """A seeded sample of this many rows, each as likely; None where that is all of them."""
    if rows is None or rows >= len(values):
        return None
    chosen = np.random.default_rng(seed).choice(len(values), rows, replace=False, shuffle=False)
    return Subsample(values, np.sort(chosen), gower)


def by_centroid(candidate: Candidate) -> bool:
    """Whether rows outside the sample go to the nearest centroid instead of the segment of the nearest sampled row."""
    declared = find_algorithm(candidate.algorithm)
    return declared is not None and declared.has_centroids(candidate.parameters)


def by_rules(candidate: Candidate) -> bool:
    """Whether a candidate has every row by rules already, so that none is like one of the sample."""
    declared = find_algorithm(candidate.algorithm)
    return declared is not None and declared.by_rules


def by_membership(candidate: Candidate) -> bool:
    """Whether rows beside the sample go to the cluster that they most likely belong to."""
    declared = find_algorithm(candidate.algorithm)
    return bool(declared and declared.assigner and declared.assigner.memberships)


def likeliest(candidate: Candidate, values: Floats) -> tuple[Labels, Floats]:
    """The likeliest cluster of each row (n, d) by what the candidate has fitted, and how likely it is (n)."""
    declared = find_algorithm(candidate.algorithm)
    assert declared and declared.assigner and declared.assigner.memberships and candidate.fitted
    labels, strength = np.empty(len(values), dtype=np.int32), np.empty(len(values))
    for start in range(0, len(values), _BLOCK):
        part = slice(start, start + _BLOCK)
        shares = declared.assigner.memberships(values[part], candidate.fitted)
        labels[part], strength[part] = shares.argmax(axis=1), shares.max(axis=1)
    return labels, strength


def by_fit(candidate: Candidate) -> bool:
    """Whether rows beside the sample go where the candidate's fit says, such as to the nearest medoid."""
    assigner = _assigner(candidate)
    return bool(assigner and assigner.labels)


def _assigner(candidate: Candidate) -> Assigner | None:
    declared = find_algorithm(candidate.algorithm)
    return declared.assigner if declared else None


def memory(rows: int, columns: int) -> int:
    """Bytes that a sample of this many rows and the search for the nearest of them need, beside four for each row."""
    return rows * (24 * columns + 32) + 2**24


def _nearest(values: Floats, seen: Floats, seen_labels: Labels) -> tuple[Labels, Floats, Floats]:
    """The number of the nearest centroid of each row (n), the lowest of several, the squared distance (n), and them."""
    numbers = np.unique(seen_labels)
    centroids = [seen[seen_labels == number].mean(axis=0) for number in numbers]
    place = np.zeros(len(values), dtype=np.int32)
    least = np.full(len(values), np.inf)
    for start in range(0, len(values), _BLOCK):
        part = slice(start, start + _BLOCK)
        for i, centroid in enumerate(centroids):
            away = values[part] - centroid
            squared = np.einsum("ij,ij->i", away, away)
            closer = squared < least[part]
            place[part][closer], least[part][closer] = i, squared[closer]
    centers = np.full((int(numbers[-1]) + 1, values.shape[1]), np.inf)
    centers[numbers] = centroids
    return numbers[place], least, centers
