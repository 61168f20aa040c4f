import numpy as np
import pytest

from segtui.clustering.algorithm import Candidate
from segtui.clustering.algorithms.hdbscan import HDBSCAN
from segtui.clustering.algorithms.hierarchical import Hierarchical
from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.algorithms.mixture import Mixture
from segtui.clustering.mixtures.gaussians import Gaussians
from segtui.clustering.registry import algorithms
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import draw


@pytest.fixture
def values():
    rng = np.random.default_rng(4)
    groups = [rng.normal(size=(700, 3)) + centre for centre in ([0, 0, 0], [9, 0, 0], [0, 9, 9])]
    return np.vstack([*groups, rng.uniform(-20, 20, size=(100, 3))])[rng.permutation(2_200)]


def _spread(family, values, rows=600):
    sample = draw(values, rows, seed=0)
    space = SharedStructures(sample.seen)
    resolved = family.resolve(space)
    found = list(resolved.fit_grid(space, resolved.cells(space.rows)))
    return sample, found, [sample.spread(candidate) for candidate in found]


def test_no_sample_is_drawn_where_all_rows_are_asked_for(values):
    assert draw(values, None, 0) is draw(values, len(values), 0) is draw(values, 10**9, 0) is None


def test_a_sample_is_the_seeds_alone_with_every_row_once_in_order(values):
    one, again, other = draw(values, 500, 1), draw(values, 500, 1), draw(values, 500, 2)
    assert np.array_equal(one.rows, again.rows) and not np.array_equal(one.rows, other.rows)
    assert len(one.rows) == 500 and (np.diff(one.rows) > 0).all()
    assert np.array_equal(one.seen, values[one.rows])


@pytest.mark.parametrize("family", [declared() for declared in algorithms()], ids=lambda f: f.name)
def test_every_candidate_keeps_what_it_found_and_labels_all_rows(family, values):
    sample, found, spread = _spread(family, values)
    for candidate, whole in zip(found, spread, strict=True):
        assert whole.key == candidate.key
        assert whole.labels.shape == (len(values),) and whole.labels.dtype == np.int32
        assert np.array_equal(whole.labels[sample.rows], candidate.labels)
        assert (whole.strength is None) == (candidate.strength is None)
        assert whole.strength is None or whole.strength.shape == (len(values),)


def test_kmeans_and_ward_give_the_other_rows_to_the_nearest_centroid(values):
    for family in (KMeans(k=3), Hierarchical(linkage="ward", k=3)):
        sample, (found,), (whole,) = _spread(family, values)
        centroids = np.stack([sample.seen[found.labels == c].mean(axis=0) for c in range(3)])
        squared = ((values[:, None] - centroids) ** 2).sum(axis=2)
        beside = np.setdiff1d(np.arange(len(values)), sample.rows)
        assert np.array_equal(whole.labels[beside], squared.argmin(axis=1)[beside])
        assert family.name != "kmeans" or whole.inertia == pytest.approx(squared.min(axis=1).sum())


def test_a_mixture_gives_the_other_rows_to_the_likeliest_cluster(values):
    sample, (found,), (whole,) = _spread(Mixture(k=3), values)
    gaussians = Gaussians.from_arrays(found.fitted)
    shares, _ = gaussians.memberships(values)
    assert np.array_equal(whole.labels, shares.argmax(axis=1))
    assert np.array_equal(whole.strength, shares.max(axis=1))
    assert np.array_equal(whole.strength[sample.rows], found.strength) and whole.bic == found.bic


def test_other_families_give_a_row_the_segment_and_strength_of_its_nearest_sampled_row(values):
    for family in (Hierarchical(linkage="single", k=4), HDBSCAN(min_cluster_size=30, min_samples=5)):
        sample, (found,), (whole,) = _spread(family, values)
        nearest = ((values[:, None] - sample.seen) ** 2).sum(axis=2).argmin(axis=1)
        assert np.array_equal(whole.labels, found.labels[nearest])
        assert found.strength is None or np.array_equal(whole.strength, found.strength[nearest])
    assert (whole.labels == -1).any()  # noise spreads like any other segment


def test_a_sampled_row_that_others_repeat_keeps_its_own_segment():
    values = np.repeat([[0.0], [1.0]], 300, axis=0)
    sample = draw(values, 400, 0)
    labels = np.arange(400, dtype=np.int32)
    spread = sample.spread(Candidate("dbscan", {"eps": 0.1, "min_samples": 2}, labels, 0.0))
    assert np.array_equal(spread.labels[sample.rows], labels)
