"""Centres that follow a stream move as scikit-learn's mini-batches do, and forget as much as they are told to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import MiniBatchKMeans

from segtui.segments.monitoring.centroid_shift import (
    BATCH,
    FAR,
    MovingCentres,
    RowsBefore,
    SeenRows,
    centroid_shifts,
    distances,
)

random = np.random.default_rng(0)


def groups(rows, k=4, d=3, seed=0):
    made = np.random.default_rng(seed)
    centers = made.normal(size=(k, d)) * 5
    return centers, centers[made.integers(0, k, rows)] + made.normal(size=(rows, d))


@given(st.integers(1, 5 * BATCH), st.integers(0, 5))
def test_it_is_the_partial_fit_of_scikit_learn(rows, seed):
    centers, values = groups(rows, seed=seed)
    start = centers + 0.5
    weights = np.array([10.0, 200.0, 3000.0, 1.0])
    theirs = MiniBatchKMeans(4, init=start, n_init=1, reassignment_ratio=0, random_state=0)
    theirs.partial_fit(start, sample_weight=weights)
    for at in range(0, rows, BATCH):
        theirs.partial_fit(values[at : at + BATCH])
    ours = MovingCentres(start.copy(), weights.copy())
    ours.learn(values)
    np.testing.assert_allclose(ours.centers, theirs.cluster_centers_, rtol=1e-9, atol=1e-12)
    assert ours.weights.sum() == weights.sum() + rows


def test_a_centre_is_the_mean_of_all_rows_it_ever_got():
    first, second = random.normal(size=(500, 2)), random.normal(size=(700, 2))
    ours = MovingCentres(first.mean(axis=0)[None], np.array([500.0]))
    ours.learn(second)
    np.testing.assert_allclose(ours.centers[0], np.concatenate([first, second]).mean(axis=0), rtol=1e-12)


def test_a_centre_without_rows_stays_to_the_bit():
    start = np.array([[0.1, 0.2], [100.3, 100.7]])
    ours = MovingCentres(start.copy(), np.array([3.0, 3.0]))
    ours.learn(random.normal(size=(5000, 2)))
    assert (ours.centers[1] == start[1]).all()
    assert ours.weights[1] == 3.0


@pytest.mark.parametrize(("step", "warned"), [(0.1, False), (0.6, True)])
def test_far_moves_and_dead_segments_are_warned_of(step, warned):
    old = np.array([[0.0, 0.0], [4.0, 0.0], [50.0, 50.0]])
    values = np.repeat(old[:2] + np.array([step * 4, 0.0]), 10, axis=0)
    seen, moving = SeenRows(old), MovingCentres(old + np.array([[step * 4, 0.0], [0.0, 0.0], [0.0, 0.0]]), np.ones(3))
    seen.take(values)
    before, names = RowsBefore.of(old, old), {0: "A", 1: "B", 2: "C"}
    told = centroid_shifts(np.array([0, 1, 2]), names, seen, moving, {0: 10, 1: 10}, before, ["x", "y"])
    assert told["segments"][0]["shift_share"] == pytest.approx(step)
    assert any("Segment 2, C, received no rows" in w for w in told["warnings"])
    assert any("Segment 0, A, moved" in w for w in told["warnings"]) is (warned and step > FAR)
    assert told["features"][0]["mean"] == pytest.approx(values[:, 0].mean())
    assert told["features"][0]["std"] == pytest.approx(values[:, 0].std())
    assert told["distance"]["now"] == pytest.approx(distances(values, old).mean())
