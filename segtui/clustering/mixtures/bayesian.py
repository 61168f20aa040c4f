"""Mixtures that need not use all of their Gaussians: scikit-learn's BayesianGaussianMixture."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.clustering.mixtures.covariance import REGULARISATION, Covariance
from segtui.clustering.mixtures.gaussians import Floats, Gaussians

_TYPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}
_STRONGER = 1e3
_TRIES = 6


def fit_bayesian(values: Floats, k: int, shape: Covariance, seed: int) -> Gaussians:
    """At most k Gaussians on rows (n, d), n at least 2, by variational inference with a Dirichlet process.

    Where rounding leaves no covariance, with columns of a hundred million that nearly agree, the regularisation grows,
    and is given to the prior too, which is all that a Gaussian without rows has.
    """
    from sklearn.mixture import BayesianGaussianMixture

    regularisation, prior = REGULARISATION, None
    for left in reversed(range(_TRIES)):
        model = BayesianGaussianMixture(
            n_components=k,
            covariance_type=_TYPES[shape],
            reg_covar=regularisation,
            covariance_prior=prior,
            random_state=seed,
        )
        try:
            return _gaussians(model.fit(values), k, values.shape[1])
        except ValueError:
            if not left:
                raise
            regularisation *= _STRONGER
            prior = _prior(values, shape, regularisation)
    raise AssertionError("the last try returns or raises")


def _prior(values: Floats, shape: Covariance, regularisation: float) -> Floats | float:
    """The library's own, the covariance of all rows, regularised."""
    if shape in ("full", "tied"):
        return np.atleast_2d(np.cov(values.T)) + regularisation * np.eye(values.shape[1])
    variances: Floats = values.var(axis=0, ddof=1) + regularisation
    return variances if shape == "diagonal" else float(variances.mean())


def _gaussians(model: Any, k: int, columns: int) -> Gaussians:
    """The model's Gaussians; how uncertain they are themselves is in their offsets (Bishop 2006, 10.64 to 10.66)."""
    from scipy.special import digamma

    factors = np.asarray(model.precisions_cholesky_, dtype=np.float64)
    if model.covariance_type == "tied":
        factors = np.broadcast_to(factors, (k, columns, columns))
    elif model.covariance_type == "spherical":
        factors = np.broadcast_to(factors[:, None], (k, columns))
    diagonals = factors if factors.ndim == 2 else np.diagonal(factors, axis1=1, axis2=2)
    freedom = np.broadcast_to(model.degrees_of_freedom_, k)
    spread = digamma(0.5 * (freedom - np.arange(columns)[:, None])).sum(axis=0) + columns * np.log(2 / freedom)
    taken, left = model.weight_concentration_
    either = digamma(taken + left)
    weights = digamma(taken) - either + np.append(0.0, np.cumsum(digamma(left) - either)[:-1])
    offsets = weights + np.log(diagonals).sum(axis=1) - 0.5 * columns * np.log(2 * np.pi)
    offsets += 0.5 * (spread - columns / model.mean_precision_)
    return Gaussians(np.ascontiguousarray(model.means_), np.ascontiguousarray(factors), offsets)
