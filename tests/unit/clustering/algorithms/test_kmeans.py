import threading
import warnings

import numpy as np
import pytest
from sklearn.cluster import KMeans as Sklearn
from threadpoolctl import threadpool_limits

from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.shared_structures import SharedStructures


def _sweep(family, space):
    return list(family.fit_grid(space, family.cells(space.rows)))


def test_every_cell_has_scikit_learns_labels_and_inertia(values):
    for candidate in _sweep(KMeans(k=[1, 2, 3, 5, 8, 12]), SharedStructures(values, seed=3)):
        with threadpool_limits(1):
            model = Sklearn(candidate.parameters["k"], n_init=10, random_state=3).fit(values)
        assert np.array_equal(candidate.labels, model.labels_)
        assert candidate.inertia == model.inertia_
        assert candidate.labels.dtype == np.int32


def test_the_number_of_threads_changes_no_byte():
    values = np.random.default_rng(5).normal(size=(3_000, 6))
    one, four = (_sweep(KMeans(), SharedStructures(values, threads=threads)) for threads in (1, 4))
    assert [c.key for c in one] == [c.key for c in four]
    assert all(
        a.labels.tobytes() == b.labels.tobytes() and a.inertia == b.inertia for a, b in zip(one, four, strict=True)
    )


def test_candidates_come_in_the_order_of_the_cells():
    family = KMeans(k=[7, 2, 5])
    space = SharedStructures(np.random.default_rng(0).normal(size=(50, 2)))
    assert [c.parameters["k"] for c in _sweep(family, space)] == [7, 2, 5]


def test_closing_the_sweep_leaves_no_thread_behind():
    family, space = KMeans(), SharedStructures(np.random.default_rng(0).normal(size=(2_000, 5)), threads=2)
    sweep = family.fit_grid(space, family.cells(space.rows))
    next(sweep)
    sweep.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("fit")]


def test_fewer_distinct_rows_than_k_give_scikit_learns_labels_without_a_warning():
    values = np.repeat([[0.0, 0.0], [1.0, 1.0]], 5, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = _sweep(KMeans(k=[4]), SharedStructures(values))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.array_equal(found[0].labels, Sklearn(4, n_init=10, random_state=0).fit_predict(values))
    assert found[0].inertia == 0.0


def test_more_clusters_than_rows_are_left_out_and_counted():
    assert [c["k"] for c in KMeans(k=[2, 4, 5, 6]).cells(5)] == [2, 4, 5]
    assert KMeans(k=[2, 4, 5, 6]).impossible(5) == 1


@pytest.fixture(scope="module")
def many():
    """60,000 rows in twelve groups of unequal spread, and some between them."""
    rng = np.random.default_rng(8)
    groups = [rng.normal(size=(4_800, 4)) * rng.uniform(0.3, 1) + rng.uniform(-5, 5, 4) for _ in range(12)]
    return np.vstack([*groups, rng.uniform(-7, 7, size=(2_400, 4))])[rng.permutation(60_000)]


def test_past_the_sample_inertia_is_as_low_as_scikit_learns_best_of_ten_starts(many):
    ratios = []
    for candidate in _sweep(KMeans(k=[3, 7, 12]), SharedStructures(many, seed=1)):
        model = Sklearn(candidate.parameters["k"], n_init=10, random_state=1).fit(many)
        ratios.append(candidate.inertia / model.inertia_)
        assert ratios[-1] < 1.01
        centres = np.stack([many[candidate.labels == c].mean(axis=0) for c in range(candidate.parameters["k"])])
        nearest = ((many[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        assert np.mean(nearest == candidate.labels) > 0.999  # Lloyd's algorithm went on over all rows to its end
    assert np.mean(ratios) < 1.001


def test_past_the_sample_the_number_of_threads_changes_no_byte(many):
    one, three = (_sweep(KMeans(k=[3, 6, 9]), SharedStructures(many, threads=threads)) for threads in (1, 3))
    assert [c.labels.tobytes() for c in one] == [c.labels.tobytes() for c in three]
    assert [c.inertia for c in one] == [c.inertia for c in three]
