"""DBCV against hdbscan's own, and its edges."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.validity.density.dbcv import dbcv


@pytest.mark.parametrize("seed", range(8))
def test_hdbscan_gives_the_same_value(seed: int):
    from hdbscan.validity import validity_index

    random = np.random.default_rng(seed)
    centers = random.normal(scale=4, size=(4, 1 + seed))
    labels = random.integers(0, 4, 250)
    values = centers[labels] + random.normal(size=(250, 1 + seed))
    labels[random.random(250) < 0.1] = -1
    assert dbcv(values, labels.astype(np.int32)) == pytest.approx(validity_index(values, labels), abs=1e-9)


def test_clusters_under_three_rows_count_as_noise():
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(size=(20, 2)), random.normal(size=(20, 2)) + 9, [[50, 50], [51, 50]]])
    pair, noise = np.repeat([0, 1, 2], [20, 20, 2]), np.repeat([0, 1, -1], [20, 20, 2])
    assert dbcv(values, pair.astype(np.int32)) == dbcv(values, noise.astype(np.int32))


def test_noise_pulls_towards_zero():
    random = np.random.default_rng(0)
    values = np.concatenate(
        [random.normal(size=(30, 2)), random.normal(size=(30, 2)) + 20, random.normal(size=(60, 2))]
    )
    few, many = np.repeat([0, 1], 30).astype(np.int32), np.repeat([0, 1, -1], [30, 30, 60]).astype(np.int32)
    assert dbcv(values, many) == pytest.approx(dbcv(values[:60], few) / 2)


def test_it_needs_two_clusters_of_three_rows():
    values = np.arange(8.0)[:, None]
    assert dbcv(values, np.zeros(8, np.int32)) is None
    assert dbcv(values, np.full(8, -1, np.int32)) is None
    assert dbcv(values, np.array([0, 0, 0, 0, 0, 0, 1, 1], np.int32)) is None


def test_duplicates_and_many_columns_give_a_number():
    random = np.random.default_rng(0)
    values = np.repeat(random.normal(size=(10, 60)) * 1e-5, 4, axis=0)
    found = dbcv(values, np.repeat([0, 1], 20).astype(np.int32))
    assert found is not None
    assert -1 <= found <= 1
    points = np.repeat([[0.0], [1.0]], 5, axis=0)
    assert dbcv(points, np.repeat([0, 1], 5).astype(np.int32)) == 1.0
