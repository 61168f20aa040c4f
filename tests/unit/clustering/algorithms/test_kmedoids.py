"""K-medoids by FasterPAM: the best medoids by trying all, PAM's loss, equal rows, samples, equal labels."""

from itertools import combinations

import numpy as np
import pytest

from segtui.clustering.algorithms import kmedoids
from segtui.clustering.algorithms.kmedoids import KMedoids
from segtui.clustering.shared_structures import SharedStructures


def fitted(values, ks, **more):
    space = SharedStructures(values, **more)
    grid = KMedoids(k=ks)
    return space, list(grid.fit_grid(space, grid.cells(space.rows, space.distinct)))


def loss(rows, medoids):
    return np.abs(rows[:, None] - medoids[None]).sum(axis=2).min(axis=1).sum()


def distances(rows):
    return np.abs(rows[:, None] - rows[None]).sum(axis=2)


def pam(between, k):
    """Kaufman and Rousseeuw's own: the best swap of all, until none helps."""
    medoids = []
    for _ in range(k):
        medoids.append(min(range(len(between)), key=lambda c: between[[*medoids, c]].min(axis=0).sum()))
    while True:
        swaps = [[*medoids[:i], c, *medoids[i + 1 :]] for i in range(k) for c in range(len(between))]
        best = min(swaps, key=lambda m: between[m].min(axis=0).sum())
        if between[best].min(axis=0).sum() >= between[medoids].min(axis=0).sum() - 1e-9:
            return medoids
        medoids = best


@pytest.mark.parametrize("seed", range(8))
def test_the_loss_is_within_a_tenth_of_the_best_of_all_and_not_above_pams(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(24, 3)) + rng.integers(0, 3, (24, 1)) * 3.0
    space, found = fitted(values, [2, 3])
    between = distances(space.gower)
    for candidate, k in zip(found, (2, 3), strict=True):
        ours = loss(space.gower, candidate.fitted["medoids"])
        best = min(between[list(m)].min(axis=0).sum() for m in combinations(range(24), k))
        assert best - 1e-6 <= ours <= best * 1.1
        assert ours <= between[pam(between, k)].min(axis=0).sum() + 1e-5


def test_rows_go_to_the_nearest_medoid_and_clusters_are_numbered_by_first_row():
    values = np.random.default_rng(0).normal(size=(60, 2))
    space, found = fitted(values, [4])
    medoids = found[0].fitted["medoids"]
    nearest = np.abs(space.gower[:, None] - medoids[None]).sum(axis=2).argmin(axis=1)
    assert np.array_equal(nearest, found[0].labels)
    assert list(dict.fromkeys(found[0].labels.tolist())) == [0, 1, 2, 3]


def test_equal_rows_belong_together_and_threads_change_nothing():
    values = np.random.default_rng(1).integers(0, 3, (80, 2)).astype(float)
    (_, one), (_, two) = fitted(values, [3, 5], threads=1), fitted(values, [3, 5], threads=2)
    for a, b in zip(one, two, strict=True):
        assert np.array_equal(a.labels, b.labels)
        for row in np.unique(values, axis=0):
            assert len(set(a.labels[(values == row).all(axis=1)])) == 1


def test_of_more_rows_a_sample_decides_on_the_medoids(monkeypatch):
    monkeypatch.setattr(kmedoids, "MOST_ROWS", 50)
    rng = np.random.default_rng(2)
    groups = np.repeat([0, 1, 2], 100)
    values = rng.normal(size=(300, 2)) * 0.1 + groups[:, None]
    _, found = fitted(values, [3])
    assert all(len(set(found[0].labels[groups == g])) == 1 for g in range(3)) and found[0].labels.max() == 2
