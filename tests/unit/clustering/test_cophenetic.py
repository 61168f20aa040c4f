"""The cophenetic correlation: SciPy's, R's, and of a sample of many rows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist

from segtui.clustering.linkage.cophenetic import cophenetic, cophenetic_by_linkage, drawing
from segtui.clustering.linkage.dendrogram import LinkageTree
from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries import compiled

LINKAGES = ["ward", "complete", "average", "single"]
US_ARRESTS = """
13.2 236 58 21.2  10.0 263 48 44.5   8.1 294 80 31.0   8.8 190 50 19.5   9.0 276 91 40.6   7.9 204 78 38.7
 3.3 110 77 11.1   5.9 238 72 15.8  15.4 335 80 31.9  17.4 211 60 25.8   5.3  46 83 20.2   2.6 120 54 14.2
10.4 249 83 24.0   7.2 113 65 21.0   2.2  56 57 11.3   6.0 115 66 18.0   9.7 109 52 16.3  15.4 249 66 22.2
 2.1  83 51  7.8  11.3 300 67 27.8   4.4 149 85 16.3  12.1 255 74 35.1   2.7  72 66 14.9  16.1 259 44 17.1
 9.0 178 70 28.2   6.0 109 53 16.4   4.3 102 62 16.5  12.2 252 81 46.0   2.1  57 56  9.5   7.4 159 89 18.8
11.4 285 70 32.1  11.1 254 86 26.1  13.0 337 45 16.1   0.8  45 44  7.3   7.3 120 75 21.4   6.6 151 68 20.0
 4.9 159 67 29.3   6.3 106 72 14.9   3.4 174 87  8.3  14.4 279 48 22.5   3.8  86 45 12.8  13.2 188 59 26.9
12.7 201 80 25.5   3.2 120 80 22.9   2.2  48 32 11.2   8.5 156 63 20.7   4.0 145 73 26.2   5.7  81 39  9.3
 2.6  53 66 10.8   6.8 161 60 15.6
"""


def scipys(values, linkage):
    distances = pdist(values)
    return hierarchy.cophenet(hierarchy.linkage(distances, linkage), distances)[0]


@pytest.mark.parametrize("linkage", LINKAGES)
@pytest.mark.parametrize("seed", range(3))
def test_scipy_gives_the_same(linkage: str, seed: int):
    values = np.random.default_rng(seed).normal(size=(60, 1 + seed)) * 1e3 + 5e5
    found = cophenetic_by_linkage(SharedStructures(values), [linkage])[linkage]
    assert found.correlation == pytest.approx(scipys(values, linkage), abs=1e-9)
    assert not found.is_sampled


def test_us_arrests_have_the_value_that_r_prints():
    values = np.array(US_ARRESTS.split(), dtype=float).reshape(50, 4)
    found = cophenetic_by_linkage(SharedStructures(values), ["average"])["average"]
    assert found.correlation == pytest.approx(0.7659, abs=5e-5)


def test_sneath_and_sokals_five_rows_have_their_value():
    distances = np.array([1, 3.8, 4.4, 5.1, 4, 4.2, 5, 2.6, 5.3, 5.4])
    merges = hierarchy.linkage(distances, "average")
    order, joins = drawing(LinkageTree(merges[:, :2].astype(np.int64), merges[:, 2]))
    place = np.argsort(order)
    pairs = [sorted((place[i], place[j])) for i in range(5) for j in range(i + 1, 5)]
    heights = [joins[first:last].max() for first, last in pairs]
    assert heights == pytest.approx(hierarchy.cophenet(merges))
    assert np.corrcoef(heights, distances)[0, 1] == pytest.approx(0.9911, abs=5e-5)


@pytest.mark.parametrize("linkage", LINKAGES)
def test_kernels_and_the_plain_path_give_the_same_whatever_the_threads(linkage: str, monkeypatch):
    values = np.random.default_rng(0).normal(size=(3_100, 5)) ** 3
    space = SharedStructures(values, threads=2)
    found = cophenetic_by_linkage(space, [linkage])
    assert found == cophenetic_by_linkage(SharedStructures(values, threads=1), [linkage])
    monkeypatch.setattr(compiled, "PLAIN_ROWS", len(values))
    expected = cophenetic_by_linkage(space, [linkage])[linkage]
    assert found[linkage].correlation == pytest.approx(expected.correlation, abs=1e-9)


def test_of_many_rows_a_sample_is_near_and_says_so():
    values = np.random.default_rng(0).normal(size=(800, 3))
    merges = hierarchy.linkage(values, "average")
    tree = LinkageTree(merges[:, :2].astype(np.int64), merges[:, 2])
    found = cophenetic(values, tree, exact_rows=300)
    assert found.is_sampled and (found.rows, found.drawn) == (800, 300)
    chosen = np.sort(np.random.default_rng(0).choice(800, 300, replace=False))
    first, second = np.triu_indices(800, 1)
    kept = np.isin(first, chosen) & np.isin(second, chosen)
    assert found.correlation == pytest.approx(np.corrcoef(hierarchy.cophenet(merges)[kept], pdist(values)[kept])[0, 1])


@pytest.mark.parametrize("values", [np.zeros((1, 2)), np.zeros((2, 2)), np.zeros((6, 2)), np.eye(4)])
def test_it_is_none_where_distances_do_not_vary(values):
    found = cophenetic_by_linkage(SharedStructures(values), ["average", "single"])
    assert [each.correlation for each in found.values()] == [None, None]
