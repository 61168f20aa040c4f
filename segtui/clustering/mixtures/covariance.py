"""The four shapes of covariance that a mixture's Gaussians may have: from sums to covariances to Cholesky factors."""

from __future__ import annotations

from typing import Literal

import numpy as np

from segtui.clustering.mixtures.gaussians import Floats

Covariance = Literal["full", "diagonal", "tied", "spherical"]

REGULARISATION = 1e-6
"""Added to every variance, as scikit-learn does: a Gaussian on equal rows keeps a width."""


def parameters(shape: Covariance, k: int, columns: int) -> int:
    """How many numbers a mixture of k Gaussians has that can be chosen freely."""
    triangle = columns * (columns + 1) // 2
    widths = {"full": k * triangle, "tied": triangle, "diagonal": k * columns, "spherical": k}[shape]
    return widths + k * columns + k - 1


def around(counts: Floats, first: Floats, second: Floats, shift: Floats) -> Floats:
    """Mean outer products (k, d, d), or squares (k, d), of differences to means that have moved by `shift` (k, d).

    `first` (k, d) and `second` (k, d, d, below and on the diagonal; or k, d) are sums about the means of before.
    """
    if second.ndim == 2:
        squares = (second - 2 * first * shift + counts[:, None] * shift * shift) / counts[:, None]
        return np.maximum(squares, 0.0)
    lower = np.tril(second)
    whole = lower + np.tril(lower, -1).transpose(0, 2, 1)
    crossed = first[:, :, None] * shift[:, None, :]
    moved = counts[:, None, None] * shift[:, :, None] * shift[:, None, :]
    products: Floats = (whole - crossed - crossed.transpose(0, 2, 1) + moved) / counts[:, None, None]
    return products


def regular(covariances: Floats) -> Floats:
    """With the regularisation on the diagonals of (…, d, d)."""
    return covariances + REGULARISATION * np.eye(covariances.shape[-1])


def cholesky(covariances: Floats) -> Floats:
    """Lower Cholesky factors of (k, d, d).

    Where rounding has left a matrix without one, as with columns of a hundred million that nearly agree, its diagonal
    is raised until it has.
    """
    try:
        return np.asarray(np.linalg.cholesky(covariances), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.stack([_raised(each) for each in covariances])


def _raised(covariance: Floats) -> Floats:
    size = max(float(np.abs(np.diagonal(covariance)).max()), REGULARISATION)
    added = 0.0
    while True:
        try:
            return np.asarray(np.linalg.cholesky(covariance + added * np.eye(len(covariance))), dtype=np.float64)
        except np.linalg.LinAlgError:
            if not np.isfinite(size) or added > size:
                raise
            added = max(10 * added, size * np.finfo(np.float64).eps)


def inverse_upper(lower: Floats) -> Floats:
    """Upper factors of the inverses (k, d, d), from lower Cholesky factors."""
    found: Floats = np.ascontiguousarray(np.triu(np.linalg.inv(lower).transpose(0, 2, 1)))
    return found
