"""How firmly each row belongs to its segment, from 0 to 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels

Floats = NDArray[np.float64]

_BLOCK = 65_536


def confidence(
    values: Floats, labels: Labels, strength: NDArray[np.float64] | None = None, centroids: Floats | None = None
) -> Floats:
    """One number in [0, 1] per row, to six decimals.

    `strength` (n), if the algorithm has one, is used unchanged. Without it: 1 - distance to the row's own
    centroid / distance to the nearest other centroid, at least 0: a row half-way between two segments has 0, one at
    its centroid 1. Noise has 0; if there is only one segment, its rows have 1. `values` is the matrix (n, d) that
    was clustered, or rows that came later with the `centroids` (s, d) of segments 0 to s - 1. Besides it and the
    result, only one block of rows is in memory.
    """
    noise = labels == -1
    segments = np.unique(labels[~noise]) if centroids is None else np.arange(len(centroids), dtype=labels.dtype)
    found: Floats
    if strength is not None:
        found = np.nan_to_num(np.asarray(strength, dtype=np.float64))
    elif len(segments) < 2:
        found = np.ones(len(labels))
    else:
        own = np.searchsorted(segments, labels)
        if centroids is None:
            centroids = _centroids(values, np.where(noise, len(segments), own), len(segments))
        found = np.empty(len(labels))
        for start in range(0, len(labels), _BLOCK):
            rows = slice(start, start + _BLOCK)
            found[rows] = _between(values[rows], centroids, np.minimum(own[rows], len(segments) - 1))
    rounded: Floats = np.round(np.where(noise, 0.0, found).clip(0.0, 1.0), 6)
    return rounded


def _centroids(values: Floats, own: NDArray[np.intp], count: int) -> Floats:
    """Each segment's mean row, column by column, so that no segment's rows are copied; `count` stands for noise."""
    sizes = np.bincount(own, minlength=count + 1)[:count]
    sums = [np.bincount(own, weights=column, minlength=count + 1)[:count] for column in values.T]
    means: Floats = np.stack(sums, axis=1) / sizes[:, None]
    return means


def _between(values: Floats, centroids: Floats, own: NDArray[np.intp]) -> Floats:
    """1 - own / nearest other. No matrix product: its last bits would depend on how many threads BLAS uses."""
    distances = np.empty((len(values), len(centroids)))
    for j, centroid in enumerate(centroids):
        difference = values - centroid
        distances[:, j] = np.sqrt(np.einsum("ij,ij->i", difference, difference))
    rows = np.arange(len(values))
    mine = distances[rows, own].copy()
    distances[rows, own] = np.inf
    other = distances.min(axis=1)
    ratio = np.divide(mine, other, out=np.ones_like(mine), where=other > 0)
    away: Floats = (1.0 - ratio).clip(0.0, 1.0)
    return away
