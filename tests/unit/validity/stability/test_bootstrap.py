"""Bootstrap stability: against the definition written out, and what its numbers mean."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.registry import find_algorithm
from segtui.clustering.shared_structures import SharedStructures
from segtui.validity.agreement import adjusted_rand_index
from segtui.validity.stability.bootstrap import badge, bootstrap
from segtui.validity.stability.jaccard import counts, jaccard
from segtui.validity.stability.refit import stabilities, z_scores


def groups(rows: int = 120, noise: float = 0.6):
    random = np.random.default_rng(0)
    centers = np.array([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])
    return np.concatenate([center + random.normal(size=(rows // 3, 2)) * noise for center in centers])


def found(values, name: str, **cell):
    declared = find_algorithm(name)
    assert declared is not None
    grid = declared(**{axis: (value,) for axis, value in cell.items()})
    space = SharedStructures(z_scores(values)(values))
    space.reserve(grid.expects())
    return next(iter(grid.fit_grid(space, [cell])))


@pytest.mark.parametrize("seed", range(5))
def test_jaccard_is_that_of_the_most_similar_group_and_noise_meets_only_noise(seed: int):
    random = np.random.default_rng(seed)
    left, right = (random.integers(-1, k, 80).astype(np.int32) for k in (4, 6))

    def one(a, b):
        return np.sum(a & b) / np.sum(a | b)

    expected = [max(one(left == i, right == j) for j in range(6)) for i in range(4)] + [one(left == -1, right == -1)]
    assert jaccard(counts(left, right)) == pytest.approx(expected)
    assert adjusted_rand_index(counts(left, right)) == pytest.approx(adjusted_rand_score(left, right))


def test_a_mean_over_resamples_written_out_is_the_same():
    values = groups(noise=3.0)
    true = np.repeat([0, 1, 2], 40).astype(np.int32)
    true[::9] = -1

    def route(drawn, compared):
        means = [values[drawn][true[drawn] == k].mean(axis=0) for k in range(3)]
        return [((values[compared, None] - means) ** 2).sum(axis=2).argmin(axis=1).astype(np.int32) - (drawn[0] > 0)]

    (given,) = bootstrap(route, [true], resamples=12, seed=3)
    shares, rand = [], []
    for number in range(12):
        drawn = np.unique(np.random.default_rng([3, number]).integers(0, 120, 120))
        labels = route(drawn, np.arange(120))[0]
        rand.append(adjusted_rand_score(true, labels))
        shares.append(
            [
                max(np.sum((true == i) & (labels == j)) / np.sum((true == i) | (labels == j)) for j in range(3))
                for i in range(3)
            ]
        )
    assert [each.jaccard for each in given.segments[:3]] == pytest.approx(np.mean(shares, axis=0))
    assert given.segments[3].label == -1
    assert given.rand == pytest.approx(np.mean(rand))
    error = np.std(shares, axis=0, ddof=1) / 12**0.5
    assert given.segments[0].interval == pytest.approx(
        (np.mean(shares, axis=0)[0] - 1.96 * error[0], np.mean(shares, axis=0)[0] + 1.96 * error[0])
    )


def test_badges_have_hennigs_limits():
    assert [badge(value) for value in (0.599, 0.6, 0.749, 0.75, 0.849, 0.85)] == [
        "don't trust",
        "pattern",
        "pattern",
        "valid",
        "valid",
        "highly stable",
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("kmeans", {"k": 3}),
        ("hierarchical", {"linkage": "average", "k": 3}),
        ("dbscan", {"eps": 0.35, "min_samples": 5}),
        ("hdbscan", {"min_cluster_size": 10, "min_samples": 5}),
        ("mixture", {"covariance": "full", "k": 3}),
    ],
)
def test_groups_that_are_there_are_highly_stable(name: str, cell):
    values = groups()
    (given,) = stabilities(values, [found(values, name, **cell)], resamples=20)
    kept = [each for each in given.segments if each.label >= 0]
    assert [each.badge for each in kept] == ["highly stable"] * 3
    assert given.rand > 0.9


def test_groups_that_are_not_there_are_not_trusted():
    values = np.random.default_rng(0).normal(size=(300, 2))
    (given,) = stabilities(values, [found(values, "kmeans", k=9)], resamples=30)
    assert given.weakest is not None and given.weakest.badge == "don't trust"
    assert given.rand < 0.7


def test_threads_and_the_company_of_other_candidates_change_nothing():
    values = np.random.default_rng(0).normal(size=(400, 3))
    two = [found(values, "kmeans", k=4), found(values, "hierarchical", linkage="ward", k=3)]
    both = stabilities(values, two, resamples=6, threads=3)
    assert both == stabilities(values, two, resamples=6, threads=1)
    assert both[1:] == stabilities(values, two[1:], resamples=6)


def test_many_rows_are_drawn_in_part_and_the_result_says_how_many():
    values = groups(3_300)
    (given,) = stabilities(values, [found(values, "kmeans", k=3)], resamples=3)
    assert (given.rows, given.drawn, given.compared) == (3_300, 1_000, 2_000)


@pytest.mark.parametrize("rows", [2, 3])
def test_few_or_equal_rows_give_a_result(rows: int):
    for values in (np.zeros((rows, 2)), np.arange(2.0 * rows).reshape(rows, 2)):
        (candidate,) = KMeans(k=(1,)).fit_grid(SharedStructures(values), [{"k": 1}])
        (given,) = stabilities(values, [candidate], resamples=4)
        assert given.segments[0].jaccard == 1.0


def test_noise_alone_is_compared_with_noise():
    values = groups()
    candidate = found(values, "dbscan", eps=1e-6, min_samples=5)
    (given,) = stabilities(values, [candidate], resamples=4)
    assert [(each.label, each.jaccard) for each in given.segments] == [(-1, 1.0)]
    assert given.weakest is None


def test_a_segment_that_few_comparisons_see_is_judged_by_those():
    """One row in 300 is a segment: in most draws of 40 compared rows it is missing, whatever its number."""
    values = np.arange(300, dtype=np.float64)
    for tiny in (0, 1, 2):
        labels = np.where(values < 1, tiny, np.where(values < 150, (tiny + 1) % 3, (tiny + 2) % 3)).astype(np.int32)
        (given,) = bootstrap(lambda _, compared: [labels[compared]], [labels], resamples=60, compared=40)  # noqa: B023
        assert [each.label for each in given.segments] == [0, 1, 2]
        assert [each.jaccard for each in given.segments] == [1.0, 1.0, 1.0]
        assert 0 < given.segments[tiny].resamples < 60
