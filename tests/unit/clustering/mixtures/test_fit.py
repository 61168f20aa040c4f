"""Fitting: scikit-learn's likelihood from the same start, by either path and on any number of threads."""

import warnings

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from segtui.clustering.mixtures import expectation
from segtui.clustering.mixtures.covariance import cholesky, parameters
from segtui.clustering.mixtures.expectation import expect
from segtui.clustering.mixtures.fit import fit
from segtui.clustering.mixtures.gaussians import Gaussians

SHAPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}


def _both(values, k, shape):
    """scikit-learn's mixture, and ours from the same labels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = GaussianMixture(k, covariance_type=SHAPES[shape], random_state=0).fit(values)
    labels = KMeans(k, n_init=1, random_state=0).fit(values).labels_
    return theirs, fit(values, labels, k, shape)


def _overlapping(rows, columns, seed=0):
    rng = np.random.default_rng(seed)
    return np.vstack(
        [
            rng.normal(size=(rows, columns)) @ rng.normal(size=(columns, columns)) + rng.normal(0, 2, columns)
            for _ in range(4)
        ]
    )


def _assert_same(theirs, ours, values):
    shares, likelihood = ours.memberships(values)
    assert likelihood / len(values) == pytest.approx(theirs.score(values), rel=1e-9)
    assert np.array_equal(shares.argmax(axis=1), theirs.predict(values))
    assert np.abs(shares - theirs.predict_proba(values)).max() < 1e-6
    return likelihood


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("k", [1, 2, 5])
def test_likelihood_labels_and_bic_are_scikit_learns(values, shape, k):
    theirs, ours = _both(values, k, shape)
    likelihood = _assert_same(theirs, ours, values)
    bic = parameters(shape, k, values.shape[1]) * np.log(len(values)) - 2 * likelihood
    assert bic == pytest.approx(theirs.bic(values), rel=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("columns", [1, 3, 9])
def test_the_kernels_have_scikit_learns_likelihood_too(shape, columns):
    values = _overlapping(1_500, columns)
    _assert_same(*_both(values, 4, shape), values)


@pytest.mark.parametrize("factors", [(3, 5, 5), (3, 5)])
def test_the_kernels_sums_are_those_of_numpy_and_of_brute_force(factors, monkeypatch):
    rng = np.random.default_rng(1)
    values = rng.normal(size=(9_000, 5))
    factor = np.triu(rng.normal(size=factors)) if len(factors) == 3 else rng.uniform(0.5, 2, factors)
    by = Gaussians(rng.normal(size=(3, 5)), np.ascontiguousarray(factor), rng.normal(size=3))
    quick = expect(values, by, 1)
    monkeypatch.setattr(expectation, "worthwhile", lambda rows: False)
    plain = expect(values, by, 1)
    shares, likelihood = by.memberships(values)
    away = values[:, None] - by.means
    products = np.einsum("ns,nsi,nsj->sij", shares, away, away)
    second = np.tril(products) if len(factors) == 3 else np.diagonal(products, axis1=1, axis2=2)
    for found in (quick, plain):
        assert found.likelihood == pytest.approx(likelihood, rel=1e-12)
        assert np.allclose(found.counts, shares.sum(axis=0), rtol=1e-11)
        assert np.allclose(found.first, np.einsum("ns,nsi->si", shares, away), rtol=1e-9, atol=1e-9)
        assert np.allclose(np.tril(found.second) if len(factors) == 3 else found.second, second, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_number_of_threads_changes_no_byte(shape):
    values = _overlapping(5_000, 4)
    labels = KMeans(4, n_init=1, random_state=0).fit(values).labels_
    one, three = (fit(values, labels, 4, shape, threads, steps=8) for threads in (1, 3))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one.arrays().values(), three.arrays().values(), strict=True))


def test_columns_far_from_zero_lose_no_figure():
    values = _overlapping(1_000, 3)
    labels = KMeans(3, n_init=1, random_state=0).fit(values).labels_
    for shape in SHAPES:
        near, far = (fit(v, labels, 3, shape).memberships(v)[1] for v in (values, values + 2.0**20))
        assert near == pytest.approx(far, rel=1e-8)


def test_a_gaussian_that_loses_its_rows_does_no_harm():
    values = np.repeat(np.random.default_rng(0).normal(size=(6, 2)), 9, axis=0)
    labels = np.arange(54) % 3
    labels[labels == 2] = 0
    for shape in SHAPES:
        found = fit(values, labels, 3, shape)
        shares, likelihood = found.memberships(values)
        assert np.isfinite(shares).all() and np.isfinite(likelihood)
        assert all(np.isfinite(each).all() for each in found.arrays().values())


def test_a_matrix_that_rounding_has_left_without_a_factor_gets_one():
    a = np.random.default_rng(0).normal(size=200) * 1e8
    covariances = np.stack([np.cov([a, 2 * a, a - 3]), np.eye(3)])
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.cholesky(covariances)
    lower = cholesky(covariances)
    assert np.array_equal(lower[1], np.eye(3))
    assert np.allclose(lower[0] @ lower[0].T, covariances[0], rtol=1e-6)
