"""Each family's rule: training rows come back to their segments, and new rows where the family would put them."""

import hdbscan as library
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import cluster as sklearn

from segtui.clustering.algorithms.dbscan import DBSCAN
from segtui.clustering.algorithms.hdbscan import HDBSCAN
from segtui.clustering.algorithms.hierarchical import Hierarchical
from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.algorithms.mixture import Mixture
from segtui.clustering.assigner import Fit, FitInput
from segtui.clustering.registry import assigner_of
from segtui.clustering.shared_structures import SharedStructures
from segtui.errors import UsageError
from segtui.segments.choosing.choose import relabel
from segtui.segments.confidence import confidence


def blobs(seed=0, rows=150):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(rng.uniform(-8, 8, 3), rng.uniform(0.3, 1.2, 3), (rows, 3)) for _ in range(5)]
    return np.vstack([*groups, rng.uniform(-10, 10, (40, 3))])


def tied(seed=0, rows=300):
    return np.random.default_rng(seed).integers(0, 5, (rows, 2)).astype(float)


def fitted(values, family, cell):
    """The rule of a run that chose this cell, and its segments."""
    (candidate,) = family.fit_grid(SharedStructures(values), [cell])
    labels, mapping = relabel(candidate.labels)
    clusters = np.array([old for old, _ in sorted(mapping.items(), key=lambda pair: pair[1])], dtype=np.int64)
    ours = {name: each[clusters] for name, each in (candidate.fitted or {}).items()}
    assigner = assigner_of(candidate.algorithm)
    kept = assigner.keep(FitInput(values, labels, cell, ours, np.ones(len(values), dtype=bool)))
    centroids = np.stack([values[labels == s].mean(axis=0) for s in range(len(clusters))])
    return assigner.rule(Fit(values, labels, centroids, clusters, cell, kept)), labels, clusters


CELLS = {
    "kmeans": (KMeans(k=[4]), {"k": 4}),
    "dbscan": (DBSCAN(eps=[1.1], min_samples=[5]), {"eps": 1.1, "min_samples": 5}),
    "hdbscan": (HDBSCAN(min_cluster_size=[12], min_samples=[5]), {"min_cluster_size": 12, "min_samples": 5}),
    "ward": (Hierarchical(linkage=["ward"], k=[4]), {"linkage": "ward", "k": 4}),
    "mixture": (Mixture(k=[4]), {"covariance": "full", "k": 4}),
    "balls": (Mixture(k=[4], covariance=["spherical"]), {"covariance": "spherical", "k": 4}),
    "complete": (Hierarchical(linkage=["complete"], k=[4]), {"linkage": "complete", "k": 4}),
}


@pytest.mark.parametrize("family", CELLS)
@pytest.mark.parametrize("data", [blobs, tied])
def test_training_rows_get_their_segments_back(family, data):
    values = data()
    assign, labels, _ = fitted(values, *CELLS[family])
    back = np.mean(assign(values).labels == labels)
    assert back == 1.0 if family != "hdbscan" else back > 0.99


@pytest.mark.parametrize("family", CELLS)
def test_a_row_is_placed_alike_whatever_stands_beside_it(family):
    values = blobs()
    assign, _, _ = fitted(values, *CELLS[family])
    new = np.random.default_rng(9).uniform(-11, 11, (97, 3))
    whole = assign(new)
    parts = [assign(new[i : i + 10]) for i in range(0, 97, 10)]
    assert np.array_equal(whole.labels, np.concatenate([p.labels for p in parts]))
    if whole.strength is not None:
        assert np.array_equal(whole.strength, np.concatenate([p.strength for p in parts]))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(2, 8), columns=st.integers(1, 3), levels=st.integers(2, 6))
def test_kmeans_gives_every_training_row_its_label_however_many_are_tied(seed, k, columns, levels):
    values = np.random.default_rng(seed).integers(0, levels, (120, columns)).astype(float) - 1.5
    assign, labels, _ = fitted(values, KMeans(k=[k]), {"k": k})
    assert np.array_equal(assign(values).labels, labels)


def test_kmeans_puts_new_rows_where_scikit_learn_does():
    values, new = blobs(), np.random.default_rng(3).uniform(-11, 11, (500, 3))
    assign, _, clusters = fitted(values, KMeans(k=[6]), {"k": 6})
    theirs = sklearn.KMeans(6, n_init=10, random_state=0).fit(values).predict(new)
    assert np.array_equal(clusters[assign(new).labels], theirs)


def test_dbscan_puts_new_rows_in_reach_of_a_core_row_and_others_nowhere():
    values, new = blobs(), np.random.default_rng(3).uniform(-11, 11, (500, 3))
    assign, _, clusters = fitted(values, *CELLS["dbscan"])
    theirs = sklearn.DBSCAN(eps=1.1, min_samples=5).fit(values)
    cores = values[theirs.core_sample_indices_]
    within = ((new[:, None, :] - cores[None]) ** 2).sum(axis=2) <= 1.1**2
    numbers = theirs.labels_[theirs.core_sample_indices_]
    expected = np.where(within, numbers, 99).min(axis=1)
    found = assign(new).labels
    assert np.array_equal(np.where(found >= 0, clusters[found], 99), expected)


@pytest.mark.parametrize("seed", range(3))
def test_hdbscan_puts_new_rows_where_approximate_predict_does_on_the_core_distances_of_the_fit(seed):
    values, new = blobs(seed), np.random.default_rng(seed).uniform(-11, 11, (400, 3))
    cell = {"min_cluster_size": 12, "min_samples": 5}
    assign, _, clusters = fitted(values, HDBSCAN(min_cluster_size=[12], min_samples=[5]), cell)
    theirs = library.HDBSCAN(min_cluster_size=12, min_samples=5, approx_min_span_tree=False, prediction_data=True)
    theirs.fit(values)
    theirs.prediction_data_.core_distances = np.sqrt(SharedStructures(values).core_squared(5))
    labels, strength = library.approximate_predict(theirs, new)
    found = assign(new)
    assert np.array_equal(np.where(found.labels >= 0, clusters[found.labels], -1), labels)
    assert np.allclose(found.strength, strength)


def test_hierarchical_goes_with_most_of_the_nearest_rows_and_with_the_nearest_of_equals():
    values = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
    assign, labels, _ = fitted(values, Hierarchical(linkage=["average"], k=[2]), {"linkage": "average", "k": 2})
    assert labels.tolist() == [0, 0, 0, 1, 1]
    assert assign(np.array([[5.9], [6.1], [10.0], [12.0]])).labels.tolist() == [0, 0, 1, 0]


def test_confidence_of_later_rows_is_that_of_the_run():
    values = blobs()
    _, labels, clusters = fitted(values, *CELLS["kmeans"])
    centroids = np.stack([values[labels == s].mean(axis=0) for s in range(len(clusters))])
    later = confidence(values[:7], labels[:7], centroids=centroids)
    assert np.allclose(later, confidence(values, labels)[:7], atol=1e-6)


def test_an_algorithm_without_an_assigner_is_an_error():
    with pytest.raises(UsageError, match="can't be assigned"):
        assigner_of("nonesuch")
