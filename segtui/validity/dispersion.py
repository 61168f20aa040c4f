"""Davies-Bouldin and Calinski-Harabasz of many labelings, from centroids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.language.sentences import say
from segtui.validity.centroids import Centroids
from segtui.validity.pairwise import Floats


@dataclass(frozen=True)
class Dispersion:
    """One labeling's centroid indices: exact, the values that scikit-learn gives.

    None where a division by nothing would be left, with the reason in `notes`: scikit-learn puts 1 for
    Calinski-Harabasz where the rows of every cluster coincide, and 0 for Davies-Bouldin where all centroids do.
    Coinciding means up to rounding, not up to scikit-learn's 1e-8, which depends on the scale of the data.

    Davies, D. L. and Bouldin, D. W. (1979). A cluster separation measure. IEEE PAMI 1, 224-227.
    Calinski, T. and Harabasz, J. (1974). A dendrite method for cluster analysis. Communications in Statistics 3, 1-27.
    """

    davies_bouldin: float | None
    calinski_harabasz: float | None
    notes: tuple[str, ...] = ()


def dispersion(centroids: Centroids, labeling: int) -> Dispersion:
    """Both indices of one labeling of two clusters or more, fewer than its clustered rows."""
    centers, size = centroids.of(labeling)
    spread = centroids.spreads[labeling]
    notes = []
    harabasz = calinski_harabasz(centers, size, float(spread.squares.sum()), centroids.rounding)
    if harabasz is None:
        notes.append(say("Calinski-Harabasz is undefined: the rows of every cluster coincide"))
    bouldin, passed = davies_bouldin(centers, spread.radius / size, centroids.rounding)
    if bouldin is None:
        notes.append(say("Davies-Bouldin is undefined: the centroids of all clusters coincide"))
    elif passed:
        notes.append(
            say("Davies-Bouldin skips {pairs:,} pairs of clusters whose centroids coincide", pairs=int(passed))
        )
    return Dispersion(bouldin, harabasz, tuple(notes))


def calinski_harabasz(centers: Floats, size: Floats, within: float, rounding: float) -> float | None:
    """Scatter between over scatter within, each per degree of freedom."""
    rows = float(size.sum())
    if within <= rows * rounding**2:
        return None
    middle = (centers * size[:, None]).sum(axis=0) / rows
    between = float((((centers - middle) ** 2).sum(axis=1) * size).sum())
    return between * (rows - len(size)) / (within * (len(size) - 1.0))


def davies_bouldin(centers: Floats, radius: Floats, rounding: float) -> tuple[float | None, int]:
    """Mean over clusters of the largest (radius + radius) / distance, and the pairs with coinciding centroids."""
    from scipy.spatial.distance import cdist

    worst, apart, passed = np.zeros(len(radius)), 0.0, 0
    for first in range(0, len(radius), 1024):
        rows = slice(first, first + 1024)
        distances = cdist(centers[rows], centers)
        apart = max(apart, float(distances.max()))
        same = distances <= rounding
        passed += int(same.sum()) - len(distances)
        distances[same] = np.inf
        worst[rows] = ((radius[rows, None] + radius) / distances).max(axis=1)
    if bool((radius <= rounding).all()):
        return 0.0, 0
    return (float(worst.mean()), passed // 2) if apart > rounding else (None, 0)
