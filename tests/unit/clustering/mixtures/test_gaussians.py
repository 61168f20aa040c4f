import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from segtui.clustering.mixtures.gaussians import Gaussians


def _drawn(seed, s, d, full):
    """Weights, means and covariances, and the same as Gaussians."""
    rng = np.random.default_rng(seed)
    weights, means = rng.dirichlet(np.ones(s)), rng.normal(size=(s, d))
    halves = rng.normal(size=(s, d, d))
    covariances = halves @ halves.transpose(0, 2, 1) + 0.1 * np.eye(d)
    if not full:
        covariances = covariances * np.eye(d)
    factors = np.linalg.inv(np.linalg.cholesky(covariances)).transpose(0, 2, 1)
    diagonals = np.diagonal(factors, axis1=1, axis2=2)
    offsets = np.log(weights) + np.log(diagonals).sum(axis=1) - d / 2 * np.log(2 * np.pi)
    return weights, means, covariances, Gaussians(means, np.ascontiguousarray(factors if full else diagonals), offsets)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 6), st.booleans())
def test_memberships_and_likelihood_are_those_of_the_densities(seed, s, d, full):
    weights, means, covariances, by = _drawn(seed, s, d, full)
    values = np.random.default_rng(seed).normal(0, 2, (23, d))
    densities = np.stack(
        [w * multivariate_normal(m, c).pdf(values) for w, m, c in zip(weights, means, covariances, strict=True)], axis=1
    ).reshape(23, s)
    shares, likelihood = by.memberships(values)
    assert np.allclose(shares, densities / densities.sum(axis=1, keepdims=True), rtol=1e-8)
    assert likelihood == pytest.approx(np.log(densities.sum(axis=1)).sum(), rel=1e-9)


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("columns", [1, 3, 17])
def test_a_row_has_the_same_memberships_in_any_batch(full, columns):
    *_, by = _drawn(3, 4, columns, full)
    values = np.random.default_rng(0).normal(0, 2, (9_001, columns))
    whole, _ = by.memberships(values)
    for size in (1, 2, 5, 700):
        parts = [by.memberships(values[at : at + size])[0] for at in (0, 4_500, 9_001 - size)]
        expected = [whole[at : at + size] for at in (0, 4_500, 9_001 - size)]
        assert all(np.array_equal(a, b) for a, b in zip(parts, expected, strict=True))


def test_a_row_that_is_far_from_all_still_belongs_somewhere():
    *_, by = _drawn(1, 3, 2, True)
    shares, likelihood = by.memberships(np.array([[1e6, -1e6], [0.0, 0.0]]))
    assert np.allclose(shares.sum(axis=1), 1) and np.isfinite(likelihood)


def test_some_of_them_keep_their_proportions():
    *_, by = _drawn(2, 4, 3, True)
    values = np.random.default_rng(0).normal(size=(50, 3))
    shares, fewer = by.memberships(values)[0], by.only(np.array([0, 2])).memberships(values)[0]
    assert np.allclose(fewer, shares[:, [0, 2]] / shares[:, [0, 2]].sum(axis=1, keepdims=True))
