"""Published and recomputed values of the indices (R's stats, cluster, fpc and dbscan; scikit-learn)."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.validity.density.dbcv import dbcv
from segtui.validity.score import score


@pytest.fixture(scope="module")
def iris():
    from sklearn.datasets import load_iris

    return np.ascontiguousarray(load_iris().data, dtype=np.float64)


def kmeans(values, k):
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=20, random_state=0).fit_predict(values).astype(np.int32)


def test_iris_kmeans_has_the_silhouette_and_dunn_of_r(iris):
    two, three, four = score(iris, [kmeans(iris, k) for k in (2, 3, 4)])
    assert [s.silhouette for s in (two, three, four)] == pytest.approx([0.681046, 0.552819, 0.498051], abs=1e-4)
    assert [s.dunn for s in (two, three, four)] == pytest.approx([0.076506, 0.098807, 0.136543], abs=1e-4)
    assert three.calinski_harabasz == pytest.approx(561.6278, abs=1e-4)
    assert three.davies_bouldin == pytest.approx(0.661972, abs=1e-4)


def test_iris_ward_has_the_silhouette_and_dunn_of_r(iris):
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = fcluster(linkage(iris, "ward"), 3, "maxclust").astype(np.int32) - 1
    assert sorted(np.bincount(labels)) == [36, 50, 64]
    (found,) = score(iris, [labels])
    assert (found.silhouette, found.dunn) == pytest.approx((0.554324, 0.112795), abs=1e-4)


def test_iris_dbscan_drops_its_29_noise_rows(iris):
    from sklearn.cluster import DBSCAN

    labels = DBSCAN(eps=0.42, min_samples=5).fit_predict(iris).astype(np.int32)
    assert sorted(np.bincount(labels + 1)) == [29, 36, 37, 48]
    dropped, kept = score(iris, [labels, labels + 1])
    assert (dropped.silhouette, dropped.dunn) == pytest.approx((0.5509, 0.2019), abs=1e-4)
    assert dropped.noise_share == pytest.approx(29 / 150)
    assert dropped.smallest_share == pytest.approx(36 / 150)
    assert (kept.silhouette, kept.dunn) == pytest.approx((0.3579, 0.0491), abs=1e-4)


def test_silhouette_inverts_on_two_moons_and_dbcv_does_not():
    from sklearn.datasets import make_moons

    values, true = make_moons(200, noise=0.05, random_state=0)
    true = true.astype(np.int32)
    halves = kmeans(values, 2)
    moons, split = score(values, [true, halves])
    assert (moons.silhouette, split.silhouette) == pytest.approx((0.326, 0.492), abs=1e-3)
    assert (dbcv(values, true), dbcv(values, halves)) == pytest.approx((0.325, -0.350), abs=1e-3)
