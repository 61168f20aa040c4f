"""Mixtures fitted by expectation and maximisation (Dempster, Laird and Rubin 1977), with scikit-learn's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.mixtures.covariance import (
    REGULARISATION,
    Covariance,
    around,
    cholesky,
    inverse_upper,
    regular,
)
from segtui.clustering.mixtures.expectation import Frame, Sums, expect
from segtui.clustering.mixtures.gaussians import Floats, Gaussians

TOLERANCE = 1e-3
"""A step that gains less of the mean log likelihood is the last."""
STEPS = 100
_FEW = 10 * np.finfo(np.float64).eps
"""Added to the memberships of every Gaussian, so that one without rows has a mean."""


@dataclass(frozen=True)
class FitState:
    """Between two steps: `by` in the coordinates of the rows; `frame` and `back` where one covariance serves all.

    `seen` are the Gaussians in the frame, where there is one, and the same as `by` else; `back` (d, d) leads from it.
    """

    by: Gaussians
    seen: Gaussians
    frame: Frame | None = None
    back: Floats | None = None


@dataclass(frozen=True)
class TotalScatter:
    """All rows at once: their mean (d), and the sum of outer products of the differences to it (d, d)."""

    mean: Floats
    products: Floats


def fit(
    values: Floats,
    labels: NDArray[Any],
    k: int,
    shape: Covariance,
    threads: int = 1,
    tolerance: float = TOLERANCE,
    steps: int = STEPS,
) -> Gaussians:
    """The Gaussians after at most `steps` steps from labels 0 to k - 1 of the rows (n, d).

    As scikit-learn's GaussianMixture: the same start, regularisation and end, hence the same likelihood to rounding.
    """
    scatter = _scatter(values) if shape == "tied" else None
    state = _started(values, labels, k, shape, scatter)
    before = -np.inf
    for _ in range(steps):
        sums = expect(values, state.seen, threads, state.frame)
        state = maximised(state, sums, shape, scatter)
        now = sums.likelihood / len(values)
        if abs(now - before) < tolerance:
            break
        before = now
    return state.by


def _scatter(values: Floats) -> TotalScatter:
    mean = values.mean(axis=0)
    products = np.zeros((values.shape[1], values.shape[1]))
    for start in range(0, len(values), 8_192):
        away = values[start : start + 8_192] - mean
        products += away.T @ away
    return TotalScatter(mean, products)


def _started(values: Floats, labels: NDArray[Any], k: int, shape: Covariance, scatter: TotalScatter | None) -> FitState:
    """From labels, each row wholly a member of its Gaussian."""
    counts = np.bincount(labels, minlength=k) + _FEW
    means = np.stack([np.bincount(labels, column, minlength=k) for column in values.T], axis=1) / counts[:, None]
    second = np.zeros((k, values.shape[1], values.shape[1]) if shape == "full" else means.shape)
    for c in range(k) if scatter is None else ():
        away = values[labels == c] - means[c]
        second[c] = away.T @ away if shape == "full" else (away * away).sum(axis=0)
    nothing = np.zeros_like(means)
    return _state(counts / len(values), means, (counts, nothing, second, nothing), shape, scatter)


def resumed(by: Gaussians, shape: Covariance, scatter: TotalScatter | None) -> FitState:
    """The state of Gaussians that were fitted before, to go on from; `scatter` is that of all rows for tied ones."""
    if shape != "tied":
        return FitState(by, by)
    assert scatter is not None
    upper = by.factors[0]
    seen = Gaussians(np.ascontiguousarray((by.means - scatter.mean) @ upper), np.ones_like(by.means), by.offsets)
    return FitState(by, seen, Frame(scatter.mean, upper), np.ascontiguousarray(np.linalg.inv(upper)))


def maximised(state: FitState, sums: Sums, shape: Covariance, scatter: TotalScatter | None) -> FitState:
    """The Gaussians that the sums over all rows make most likely."""
    counts = sums.counts + _FEW
    first = sums.first if state.back is None else sums.first @ state.back
    means = (first + sums.counts[:, None] * state.by.means) / counts[:, None]
    shift = means - state.by.means
    return _state(counts / counts.sum(), means, (counts, first, sums.second, shift), shape, scatter)


def _state(
    weights: Floats,
    means: Floats,
    moments: tuple[Floats, Floats, Floats, Floats],
    shape: Covariance,
    scatter: TotalScatter | None,
) -> FitState:
    columns = means.shape[1]
    counts = moments[0]
    with np.errstate(divide="ignore"):
        offsets = np.log(weights) - 0.5 * columns * np.log(2 * np.pi)
    if scatter is not None:
        return _tied(means, counts, offsets, scatter)
    if shape == "full":
        factors = inverse_upper(cholesky(regular(around(*moments))))
        offsets = offsets + np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    else:
        variances = around(*moments) + REGULARISATION
        if shape == "spherical":
            variances = np.repeat(variances.mean(axis=1, keepdims=True), columns, axis=1)
        factors = 1.0 / np.sqrt(variances)
        offsets = offsets + np.log(factors).sum(axis=1)
    by = Gaussians(means, factors, offsets)
    return FitState(by, by)


def _tied(means: Floats, counts: Floats, offsets: Floats, scatter: TotalScatter) -> FitState:
    """One covariance for all: seen along its own axes every Gaussian is a ball of width 1."""
    apart = means - scatter.mean
    covariance = (scatter.products - (counts[:, None] * apart).T @ apart) / counts.sum()
    (lower,) = cholesky(regular(covariance[None]))
    (upper,) = inverse_upper(lower[None])
    offsets = offsets + np.log(np.diagonal(upper)).sum()
    by = Gaussians(means, np.broadcast_to(upper, (len(means), *upper.shape)).copy(), offsets)
    seen = Gaussians(np.ascontiguousarray(apart @ upper), np.ones_like(means), offsets)
    return FitState(by, seen, Frame(scatter.mean, upper), np.ascontiguousarray(lower.T))
