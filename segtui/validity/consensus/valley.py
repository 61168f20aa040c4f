"""Valley: how few rows lie between each group and the one next to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]

POINTS, EDGE = 60, 5
"""At how many points between two groups the density is taken, and how many at either end can't be the lowest."""


def valley(values: Floats, labels: Labels) -> float:
    """The mean, weighted by rows, of 1 - lowest density between a group and its nearest / the lower crest beside it.

    Both groups are projected on the direction that tells them apart best, (S₁ + S₂ + .01 I)⁻¹ (difference of centres);
    the density is a Gaussian kernel estimate of .45 × min(std, IQR/1.34) × n^-.2 between the two medians. 0 where the
    groups run into each other, 1 where nothing lies between.

    Args:
        values: (n, d), finite.
        labels: (n), two groups or more, numbered from 0 without a hole, -1 is noise.
    """
    groups = [values[labels == group] for group in range(int(labels.max()) + 1)]
    centres = np.array([rows.mean(axis=0) for rows in groups])
    depths = []
    for at, rows in enumerate(groups):
        squared = np.square(centres - centres[at]).sum(axis=1)
        squared[at] = np.inf
        nearest = int(squared.argmin())
        depths.append(_depth(rows, groups[nearest], centres[nearest] - centres[at]))
    return float(np.average(depths, weights=[len(rows) for rows in groups]))


def _depth(rows: Floats, others: Floats, apart: Floats) -> float:
    columns = rows.shape[1]
    spread = np.eye(columns)
    if min(len(rows), len(others)) > 2:
        spread = _covariance(rows) + _covariance(others) + 0.01 * np.eye(columns)
    direction = np.linalg.solve(spread, apart)
    one, other = rows @ direction, others @ direction
    line = np.concatenate([one, other])
    quartiles = np.percentile(line, [25, 75])
    width = 0.45 * min(line.std(), (quartiles[1] - quartiles[0]) / 1.34 + 1e-12) * len(line) ** -0.2 + 1e-12
    low, high = sorted((float(np.median(one)), float(np.median(other))))
    density = _density(np.sort(line), np.linspace(low, high, POINTS), width)
    lowest = int(density[EDGE:-EDGE].argmin()) + EDGE
    crest = min(density[:lowest].max(), density[lowest:].max())
    return float(1 - density[lowest] / crest) if crest > 0 else 0.0


def _covariance(rows: Floats) -> Floats:
    return np.atleast_2d(np.cov(rows.T))


def _density(line: Floats, points: Floats, width: float) -> Floats:
    """A Gaussian kernel estimate at these points, up to a factor, of sorted values; past 9 widths a row counts 0."""
    found = np.empty(len(points))
    for at, point in enumerate(points):
        near = line[np.searchsorted(line, point - 9 * width) : np.searchsorted(line, point + 9 * width, "right")]
        found[at] = np.exp(-0.5 * np.square((point - near) / width)).sum()
    return found
