"""Values that other programs and papers give for these algorithms."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sklearn.datasets import load_iris
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.algorithms.dbscan import DBSCAN
from segtui.clustering.algorithms.hierarchical import Hierarchical
from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.algorithms.mixture import Mixture
from segtui.clustering.shared_structures import SharedStructures


def _only(family, values):
    (candidate,) = family.fit_grid(SharedStructures(values), family.cells(len(values)))
    return candidate


def _sizes(labels):
    return sorted(np.bincount(labels[labels >= 0]).tolist())


@pytest.mark.parametrize(("k", "inertia"), [(2, 152.34795), (3, 78.85144), (4, 57.22847)])
def test_k_means_on_iris_has_the_inertia_that_r_stats_gives(k, inertia):
    assert _only(KMeans(k=k), load_iris().data).inertia == pytest.approx(inertia, abs=1e-4)


def test_k_means_on_iris_agrees_with_the_species_as_in_r():
    iris = load_iris()
    labels = _only(KMeans(k=3), iris.data).labels
    assert adjusted_rand_score(iris.target, labels) == pytest.approx(0.730238, abs=1e-4)


def test_a_mixture_of_two_on_iris_has_the_bic_of_mclust():
    assert _only(Mixture(k=2, covariance="full"), load_iris().data).bic == pytest.approx(574.0178, abs=1e-3)


def test_ward_on_iris_has_the_sizes_of_r_hclust_ward_d2():
    labels = _only(Hierarchical(linkage="ward", k=3), load_iris().data).labels
    assert np.bincount(labels).tolist() == [50, 64, 36]


def test_dbscan_on_iris_has_the_noise_and_sizes_of_r_dbscan():
    labels = _only(DBSCAN(eps=0.42, min_samples=5), load_iris().data).labels
    assert np.count_nonzero(labels < 0) == 29
    assert _sizes(labels) == [36, 37, 48]


def test_the_mall_customers_fall_into_their_well_known_five_groups():
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name the folder of real data")
    frame = pl.read_csv(Path(folder) / "Mall_Customers.csv")
    values = frame.select("Annual Income (k$)", "Spending Score (1-100)").to_numpy().astype(float)
    found = _only(KMeans(k=5), values)
    assert _sizes(found.labels) == [22, 23, 35, 39, 81]
    assert found.inertia == pytest.approx(44_448.46, abs=0.01)
