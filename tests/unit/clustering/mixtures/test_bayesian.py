import warnings

import numpy as np
import pytest
from sklearn.mixture import BayesianGaussianMixture

from segtui.clustering.mixtures import bayesian
from segtui.clustering.mixtures.bayesian import fit_bayesian

SHAPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("shape", SHAPES)
def test_memberships_are_the_librarys(shape, values):
    theirs = BayesianGaussianMixture(n_components=6, covariance_type=SHAPES[shape], random_state=0).fit(values)
    shares, _ = bayesian._gaussians(theirs, 6, values.shape[1]).memberships(values)
    assert np.allclose(shares, theirs.predict_proba(values), atol=1e-9)
    assert np.array_equal(shares.argmax(axis=1), theirs.predict(values))


@pytest.mark.parametrize("shape", SHAPES)
def test_columns_that_rounding_makes_equal_are_fitted_all_the_same(shape):
    a = np.random.default_rng(0).normal(size=120) * 1e8 + 1e9
    values = np.column_stack([a, 2 * a, a - 5])
    shares, _ = fit_bayesian(values, 5, shape, 0).memberships(values)
    assert np.isfinite(shares).all()
