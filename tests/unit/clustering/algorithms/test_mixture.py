import warnings

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from segtui.clustering.algorithms.mixture import Mixture
from segtui.clustering.shared_structures import SharedStructures

ALL = ("full", "tied", "diagonal", "spherical")


def _sweep(family, values, **options):
    space = SharedStructures(values, **options)
    family = family.resolve(space)
    return list(family.fit_grid(space, family.cells(space.rows, space.distinct)))


def test_every_cell_has_scikit_learns_labels_bic_aic_and_probabilities(values):
    for candidate in _sweep(Mixture(k=[1, 2, 3, 7], covariance=ALL), values, seed=3):
        k, shape = candidate.parameters["k"], candidate.parameters["covariance"].replace("diagonal", "diag")
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = GaussianMixture(k, covariance_type=shape, random_state=3).fit(values)
        theirs = np.unique(model.predict(values), return_inverse=True)[1]
        assert np.array_equal(candidate.labels, theirs)
        assert candidate.bic == pytest.approx(model.bic(values), rel=1e-9)
        assert candidate.aic == pytest.approx(model.aic(values), rel=1e-9)
        if len(np.unique(theirs)) == k:
            assert np.abs(candidate.strength - model.predict_proba(values).max(axis=1)).max() < 1e-6


def test_the_number_of_threads_changes_no_byte():
    values = np.random.default_rng(5).normal(size=(4_000, 4))
    one, four = (_sweep(Mixture(k="2..6"), values, threads=threads) for threads in (1, 4))
    assert [c.key for c in one] == [c.key for c in four]
    for a, b in zip(one, four, strict=True):
        assert a.labels.tobytes() == b.labels.tobytes() and a.strength.tobytes() == b.strength.tobytes()
        assert a.bic == b.bic


@pytest.mark.parametrize("bayesian", [False, True])
@pytest.mark.parametrize("kind", ["duplicates", "constant", "one column", "two rows", "one row", "outlier", "unscaled"])
def test_awkward_tables_give_labels_and_no_nan(kind, bayesian):
    rng = np.random.default_rng(0)
    a = rng.normal(size=90) * 1e8
    values = {
        "duplicates": np.repeat(rng.normal(size=(5, 2)), 6, axis=0),
        "constant": np.column_stack([rng.normal(size=(50, 2)), np.ones(50)]),
        "one column": rng.normal(size=(60, 1)),
        "two rows": rng.normal(size=(2, 3)),
        "one row": rng.normal(size=(1, 3)),
        "outlier": np.vstack([rng.normal(size=(99, 2)), [[1e6, 1e6]]]),
        "unscaled": np.column_stack([a, 2 * a, a - 5]),
    }[kind]
    family = Mixture(k=[1, 2, 5], covariance=ALL, bayesian=bayesian)
    found = _sweep(family, values)
    distinct = len(np.unique(values, axis=0))
    assert len(found) == 4 * sum(k <= distinct for k in (1, 2, 5))
    for candidate in found:
        assert np.array_equal(np.unique(candidate.labels), np.arange(candidate.labels.max() + 1))
        assert np.isfinite(candidate.strength).all() and (candidate.strength > 0).all()
        assert all(np.isfinite(each).all() for each in candidate.fitted.values())
        assert all(len(each) == candidate.labels.max() + 1 for each in candidate.fitted.values())


def test_four_hundred_columns_are_fitted():
    rng = np.random.default_rng(0)
    values = np.vstack([rng.normal(at, 1, (60, 400)) for at in (0, 3)])
    for candidate in _sweep(Mixture(k=2, covariance=ALL), values):
        assert sorted(np.bincount(candidate.labels).tolist()) == [60, 60] and np.isfinite(candidate.bic)


@pytest.mark.parametrize(("rows", "shape"), [(11, "full"), (10, "diagonal")])
def test_auto_is_full_as_long_as_two_clusters_have_fewer_parameters_than_there_are_rows(rows, shape):
    assert Mixture().resolve(SharedStructures(np.zeros((rows, 2)))).covariance == (shape,)


def test_bayesian_clusters_that_are_not_needed_drop_out_and_have_no_bic():
    rng = np.random.default_rng(1)
    values = np.vstack([rng.normal(at, 0.5, (150, 2)) for at in (-5, 0, 5)])
    (candidate,) = _sweep(Mixture(k=8, bayesian=True), values)
    assert candidate.parameters == {"covariance": "full", "k": 8, "bayesian": True}
    assert len(np.unique(candidate.labels)) < 8
    assert candidate.bic is None and candidate.aic is None


def test_closing_the_sweep_leaves_no_thread_behind():
    import threading

    space = SharedStructures(np.random.default_rng(0).normal(size=(500, 5)), threads=2)
    family = Mixture().resolve(space)
    sweep = family.fit_grid(space, family.cells(space.rows))
    next(sweep)
    sweep.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("fit")]
