"""How far centroids and rows moved in a refresh: in figures, and when to refit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.assigner import squared
from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.language.sentences import say

Floats = NDArray[np.float64]
FAR = 0.25
"""A centroid that moves by more than this share of the distance to its nearest other one may have changed segments."""


BATCH = 1024
"""Rows between two updates of the centroids, as in scikit-learn's MiniBatchKMeans."""


@dataclass
class SeenRows:
    """Sums over rows as they pass: how many, their features, and how far they are from the `centers` before."""

    centers: Floats
    rows: int = 0
    away: float = 0.0
    sums: Floats = field(init=False)
    squares: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.sums, self.squares = np.zeros((2, self.centers.shape[1]))

    def take(self, values: Floats) -> None:
        """Add rows (m, d)."""
        self.rows += len(values)
        self.sums += values.sum(axis=0)
        self.squares += (values**2).sum(axis=0)
        self.away += float(distances(values, self.centers).sum())

    @property
    def mean(self) -> Floats:
        """The mean of each feature."""
        return self.sums / self.rows

    @property
    def std(self) -> Floats:
        """The standard deviation of each feature."""
        found: Floats = np.sqrt(np.maximum(self.squares / self.rows - self.mean**2, 0.0))
        return found


@dataclass(frozen=True)
class RowsBefore:
    """The rows that centres stood for before: the `shares` (k) of the centres, the `mean` and `std` (d) of their
    features, and the mean `distance` to the nearest centre."""

    shares: Floats
    mean: Floats
    std: Floats
    distance: float

    @classmethod
    def of(cls, rows: Floats, centers: Floats) -> Self:
        """Those of rows (n, d)."""
        was = np.bincount(nearest(rows, centers), minlength=len(centers))
        away = float(distances(rows, centers).mean())
        return cls(was / max(1, len(rows)), rows.mean(axis=0), rows.std(axis=0), away)


def distances(values: Floats, centers: Floats) -> Floats:
    """How far each row (m, d) is from the nearest of the centres (k, d)."""
    labels = nearest(values, centers)
    found = np.zeros(len(values))
    for number, center in enumerate(centers):
        found[labels == number] = np.sqrt(squared(values[labels == number], center))
    return found


def centroid_shifts(
    numbers: NDArray[np.int32],
    names: Mapping[int, str],
    seen: SeenRows,
    moving: MovingCentres,
    sizes: Mapping[int, int],
    before: RowsBefore,
    features: Sequence[str],
) -> dict[str, Any]:
    """Segments, features, distance and warnings, in JSON types.

    `before` tells of the rows that the centres stood for, `sizes` has the new rows by segment number. A shift is in
    units of the matrix (standard deviations, for z-scores), and as a share of the way to the nearest other centre.
    """
    old, total = seen.centers, sum(sizes.get(int(n), 0) for n in numbers)
    shift = np.sqrt(((moving.centers - old) ** 2).sum(axis=1))
    gap = np.sqrt(((old[:, None] - old[None]) ** 2).sum(axis=2))
    np.fill_diagonal(gap, np.inf)
    part = np.divide(shift, gap.min(axis=1), out=np.zeros(len(old)), where=gap.min(axis=1) > 0)
    segments = [
        {
            "segment": int(number),
            "name": names[int(number)],
            "rows": sizes.get(int(number), 0),
            "share": sizes.get(int(number), 0) / max(1, total),
            "share_before": float(before.shares[i]),
            "weight": float(moving.weights[i]),
            "shift": float(shift[i]),
            "shift_share": float(part[i]),
        }
        for i, number in enumerate(numbers)
    ]
    told = zip(features, before.mean, seen.mean, before.std, seen.std, strict=True)
    names_of = ("feature", "mean_before", "mean", "std_before", "std")
    drift = [dict(zip(names_of, (n, *(float(v) for v in rest)), strict=True)) for n, *rest in told]
    distance = {"before": before.distance, "now": seen.away / seen.rows}
    return {"segments": segments, "features": drift, "distance": distance, "warnings": _warnings(segments)}


def _warnings(segments: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a person should look at before using the new version."""
    found: list[str] = []
    for each in segments:
        called = {"number": each["segment"], "name": each["name"]}
        if not each["rows"]:
            found.append(say("Segment {number}, {name}, received no rows: its centroid stays unchanged.", **called))
        if each["shift_share"] > FAR:
            far = (min(round(1000 * each["shift_share"]), 1000), 1000)
            found.append(
                say(
                    "Segment {number}, {name}, moved {far:share} of the distance to the nearest other centroid: "
                    "segment the new data again.",
                    far=far,
                    **called,
                )
            )
    return found


@dataclass
class MovingCentres:
    """The centres (k, d), and how many rows each stands for (k).

    Each batch of rows goes to its nearest centres, and each centre becomes the mean of all rows that it ever got: the
    earlier ones weigh as many as it stands for (Sculley 2010, Web-scale k-means clustering; the arithmetic of
    scikit-learn's MiniBatchKMeans.partial_fit without its reassignments). A centre without rows stays where it is.
    """

    centers: Floats
    weights: Floats

    def learn(self, values: Floats) -> None:
        """Move by the rows (m, d), a mini-batch after the other; sums are taken in their order, on one thread."""
        for start in range(0, len(values), BATCH):
            self._step(values[start : start + BATCH])

    def _step(self, rows: Floats) -> None:
        count = len(self.centers)
        labels = nearest(rows, self.centers)
        sizes = np.bincount(labels, minlength=count)
        sums = np.stack([np.bincount(labels, weights=column, minlength=count) for column in rows.T], axis=1)
        met = sizes > 0
        before, now = self.weights[met, None], sizes[met, None]
        self.centers[met] = (self.centers[met] * before + sums[met]) / (before + now)
        self.weights += sizes
