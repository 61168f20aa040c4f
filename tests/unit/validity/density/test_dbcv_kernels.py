"""DBCV by kernels: against the plain path and hdbscan, at sizes where kernels are used."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.libraries import compiled
from segtui.validity.density.dbcv import dbcv, validities
from segtui.validity.density.plain import core_distances


@pytest.fixture(scope="module")
def groups():
    """3,400 rows in groups of unequal size and spread with strays and equal rows, and labelings of all kinds."""
    random = np.random.default_rng(4)
    centers = random.uniform(-6, 6, (7, 5))
    true = random.choice(7, 3_400, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.04, 0.01])
    values = centers[true] + random.normal(size=(3_400, 5)) * (0.5 + true[:, None] / 4)
    values[:200] = random.uniform(values.min(axis=0), values.max(axis=0), (200, 5))
    values[300:400] = values[400:500]
    labelings = [np.minimum(true, k) for k in range(1, 7)]
    labelings += [np.where(random.random(3_400) < share, -1, true) for share in (0.01, 0.3, 0.9)]
    labelings += [random.integers(0, k, 3_400) for k in (2, 9, 800)]
    labelings += [np.where(true < 3, 0, 1 - 2 * (true == 3)), np.full(3_400, -1), np.zeros(3_400)]
    return values, [labels.astype(np.int32) for labels in labelings]


def test_kernels_and_the_plain_path_give_the_same(groups, monkeypatch):
    values, labelings = groups
    found = validities(values, labelings)
    assert found == validities(values, labelings, threads=1)
    monkeypatch.setattr(compiled, "PLAIN_ROWS", len(values))
    for one, expected in zip(found, validities(values, labelings), strict=True):
        assert one.value == pytest.approx(expected.value, abs=1e-12)
        assert one.clusters == pytest.approx(expected.clusters, abs=1e-12)


@pytest.mark.parametrize("columns", [1, 2, 7])
def test_hdbscan_gives_the_same_value_for_many_rows(columns: int):
    from hdbscan.validity import validity_index

    random = np.random.default_rng(columns)
    centers = random.normal(scale=4, size=(4, columns))
    labels = random.integers(0, 4, 3_200)
    values = centers[labels] + random.normal(size=(3_200, columns))
    labels[random.random(3_200) < 0.1] = -1
    assert dbcv(values, labels.astype(np.int32)) == pytest.approx(validity_index(values, labels), abs=1e-9)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e120])
def test_many_columns_and_rows_almost_equal_neither_overflow_nor_vanish(scale: float, monkeypatch):
    random = np.random.default_rng(0)
    values = random.normal(size=(3_010, 90)) * scale
    values[1_500:1_600] = values[:100] * (1 + 1e-9)  # so near that all others vanish beside them
    labels = np.repeat([0, 1], [1_500, 1_510]).astype(np.int32)
    found = dbcv(values, labels)
    monkeypatch.setattr(compiled, "PLAIN_ROWS", len(values))
    assert found == pytest.approx(dbcv(values, labels), rel=1e-9)


def test_core_distances_are_power_means_of_the_distances_to_the_other_rows():
    values = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    expected = ((5.0**-2 + 1.0) / 2) ** -0.5
    assert core_distances(values)[0] == pytest.approx(expected)


def test_half_moons_are_valid_and_their_k_means_is_not():
    from sklearn.cluster import KMeans
    from sklearn.datasets import make_moons

    values, true = make_moons(200, noise=0.05, random_state=0)
    means = KMeans(2, n_init=10, random_state=0).fit_predict(values)
    found = [each.value for each in validities(values, [true.astype(np.int32), means.astype(np.int32)])]
    assert found == pytest.approx([0.325, -0.350], abs=6e-4)
