"""Misfit: how well one normal distribution for each group describes the rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int32]

RIDGE = 1e-3
"""Added to every variance, so that a group on a plane has a density."""

SINGLE_VARIANCE = 0.05
"""The variance, in every column, of a group of one row."""


def evidence(values: Floats, labels: Labels) -> float:
    """What the classification likelihood of a labeling gives per row, after a price for its parameters.

    (2 CL - p ln n) / n, where CL = Σ m ln(m/n) + the log density of the group's m rows under a normal distribution with
    the group's own mean and covariance; noise spreads evenly over the box around all rows. p counts the parameters. The
    larger of two ways: diagonal covariances, and full ones that are drawn towards their diagonal in small groups.

    After Biernacki, Celeux and Govaert (2000), Assessing a mixture model for clustering with the integrated completed
    likelihood, IEEE PAMI 22(7), 719-725.

    Args:
        values: (n, d), finite.
        labels: (n), groups numbered from 0 without a hole, -1 is noise.
    """
    rows = len(values)
    sizes, covariances = _moments(values, labels)
    noise = rows - int(sizes.sum())
    fixed = float(sizes @ np.log(sizes / rows)) if len(sizes) else 0.0
    if noise:
        volume = np.log(np.maximum(np.ptp(values, axis=0), 1e-9)).sum()
        fixed += noise * float(np.log(noise / rows) - volume)
    shared = len(sizes) - 1 + (1 if noise else 0)
    best = -np.inf
    for density, parameters in (_diagonal(sizes, covariances), _full(sizes, covariances)):
        price = (len(sizes) * parameters + shared) * np.log(rows)
        best = max(best, (2 * (fixed + density) - price) / rows)
    return float(best)


def _moments(values: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """The rows in each group (k), and its covariance (k, d, d), divided by them."""
    sizes = np.bincount(labels[labels >= 0])
    # NumPy counts 16 bits instead of comparing them.
    order = np.argsort(labels.astype(np.int16) if len(sizes) < 2**15 else labels, kind="stable")
    first = len(labels) - int(sizes.sum())
    covariances = np.empty((len(sizes), values.shape[1], values.shape[1]))
    for group, size in enumerate(sizes.tolist()):
        part = values.take(order[first : first + size], axis=0)
        part -= part.mean(axis=0)
        covariances[group] = part.T @ part / size
        first += size
    return sizes.astype(np.float64), covariances


def _diagonal(sizes: Floats, covariances: Floats) -> tuple[float, float]:
    """Log density of all groups with independent columns, and the parameters of one."""
    columns = covariances.shape[1]
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    spread = np.where((sizes == 1)[:, None], SINGLE_VARIANCE, variances) + RIDGE
    density = columns * np.log(2 * np.pi) + np.log(spread).sum(axis=1) + (variances / spread).sum(axis=1)
    return float(-0.5 * sizes @ density), 2.0 * columns


def _full(sizes: Floats, covariances: Floats) -> tuple[float, float]:
    """Log density of all groups with full covariances, and the parameters of one."""
    columns = covariances.shape[1]
    diagonals = np.diagonal(covariances, axis1=1, axis2=2)[:, :, None] * np.eye(columns)
    drawn = 0.5 * np.minimum(1.0, 2 * columns / sizes)[:, None, None]
    shape = np.where(
        (sizes == 1)[:, None, None],
        SINGLE_VARIANCE * np.eye(columns),
        (1 - drawn) * covariances + drawn * diagonals,
    )
    shape = shape + RIDGE * np.eye(columns)
    logs = np.linalg.slogdet(shape)[1]
    traces = np.trace(np.linalg.solve(shape, covariances), axis1=1, axis2=2)
    density = columns * np.log(2 * np.pi) + logs + traces
    return float(-0.5 * sizes @ density), columns + columns * (columns + 1) / 2
