"""Trees grown in rounds, on little data: each right as such, and SciPy's where no distances are tied."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster import hierarchy
from scipy.spatial.distance import cdist

from segtui.clustering.linkage.dendrogram import Cuts, cut
from segtui.clustering.linkage.reducible import Reducible
from segtui.clustering.linkage.trees import single_tree
from segtui.clustering.shared_structures import SharedStructures

LINKAGES = ["ward", "complete", "average"]
DENSE = [1, 6, None]  # rounds to the end, rounds and a chain, a chain alone


def random(rng, rows):
    return rng.normal(size=(rows, rng.integers(1, 6)))


def lattice(rng, rows):
    return rng.integers(0, 5, size=(rows, rng.integers(1, 4))).astype(float)


def duplicates(rng, rows):
    return rng.normal(size=(4, 2))[rng.integers(0, 4, rows)] * [1.0, 0.0] + rng.choice([0.0, 1e-7], (rows, 1))


def collinear(rng, rows):
    return np.sort(rng.normal(size=(rows, 1)), axis=0) * [[1.0, -2.0, 0.5]]


def evenly_spaced(rng, rows):
    return np.arange(float(rows))[:, None] * rng.choice([1.0, 0.1, 3.0])


def ever_further(rng, rows):
    return (np.arange(float(rows)) ** 1.5)[:, None]


def far_from_zero(rng, rows):
    return rng.normal(size=(rows, 3)) + np.array([1e7, -3e6, 0.0])


UNTIED = [random, collinear, ever_further, far_from_zero]
ALL = [*UNTIED, lattice, duplicates, evenly_spaced]
seeds = st.integers(0, 2**31)


def linkage_distance(values, one, other, linkage):
    if linkage == "ward":
        apart = np.linalg.norm(values[one].mean(axis=0) - values[other].mean(axis=0))
        return apart * np.sqrt(2 * len(one) * len(other) / (len(one) + len(other)))
    distances = cdist(values[one], values[other])
    return distances.max() if linkage == "complete" else distances.mean()


def assert_every_merge_joins_a_closest_pair(values, tree, linkage):
    """What a tree has to be, whatever the ties."""
    values = values - values.mean(axis=0)
    rows = len(values)
    clusters = {row: [row] for row in range(rows)}
    gaps = {(a, b): linkage_distance(values, [a], [b], linkage) for a in range(rows) for b in range(a + 1, rows)}
    room = 1e-9 * np.abs(values).max()
    for step, ((a, b), height) in enumerate(zip(tree.merges.tolist(), tree.heights, strict=True)):
        assert a < b
        assert height == pytest.approx(gaps[a, b], rel=1e-9, abs=room)
        assert height == pytest.approx(min(gaps.values()), rel=1e-9, abs=room)
        gaps = {pair: gap for pair, gap in gaps.items() if not {a, b} & set(pair)}
        new = clusters.pop(a) + clusters.pop(b)
        gaps |= {(c, rows + step): linkage_distance(values, members, new, linkage) for c, members in clusters.items()}
        clusters[rows + step] = new
    assert len(clusters) == 1


@pytest.mark.parametrize("linkage", LINKAGES)
@given(seed=seeds, rows=st.integers(2, 40), kind=st.sampled_from(ALL), dense=st.sampled_from(DENSE))
@settings(max_examples=40, deadline=None)
def test_every_merge_joins_a_closest_pair_however_distances_are_tied(linkage, seed, rows, kind, dense):
    values = kind(np.random.default_rng(seed), rows)
    tree = Reducible(values, dense=dense).tree(linkage)
    assert (np.diff(tree.heights) >= 0).all()
    assert_every_merge_joins_a_closest_pair(values, tree, linkage)


@pytest.mark.parametrize("linkage", LINKAGES)
@given(seed=seeds, rows=st.integers(2, 200), kind=st.sampled_from(UNTIED), dense=st.sampled_from(DENSE))
@settings(max_examples=40, deadline=None)
def test_without_ties_heights_and_every_cut_are_scipys(linkage, seed, rows, kind, dense):
    values = kind(np.random.default_rng(seed), rows)
    tree = Reducible(values, dense=dense).tree(linkage)
    theirs = hierarchy.linkage(values - values.mean(axis=0), linkage)
    assert np.allclose(tree.heights, theirs[:, 2], rtol=1e-9, atol=0)
    ours, his = Cuts(tree.merges, rows), Cuts(theirs[:, :2].astype(int), rows)
    for k in range(1, rows + 1):
        assert np.array_equal(ours.at(k), his.at(k)), k


@pytest.mark.parametrize("linkage", LINKAGES)
@given(seed=seeds, rows=st.integers(2, 120), dense=st.sampled_from(DENSE))
@settings(max_examples=20, deadline=None)
def test_equal_rows_alone_are_no_tie_that_matters(linkage, seed, rows, dense):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(30, 3))[rng.integers(0, 30, rows)]
    tree = Reducible(values, dense=dense).tree(linkage)
    theirs = hierarchy.linkage(values, linkage)
    assert np.allclose(tree.heights, theirs[:, 2], rtol=1e-9, atol=1e-12)
    for k in range(1, len(np.unique(values, axis=0)) + 1):
        assert np.array_equal(cut(tree.merges, k), cut(theirs[:, :2].astype(int), k)), k


@pytest.mark.parametrize("linkage", LINKAGES)
def test_partitions_below_the_first_tie_that_matters_are_scipys(linkage):
    rng = np.random.default_rng(4)
    close = rng.normal(size=(150, 2)) * 0.01 + 50
    grid = np.stack(np.meshgrid(np.arange(8.0), np.arange(8.0)), axis=-1).reshape(-1, 2)
    values = np.vstack([close, grid])
    tree = Reducible(values, dense=5).tree(linkage)
    theirs = hierarchy.linkage(values, linkage)
    below = np.count_nonzero(theirs[:, 2] < 1)
    assert below == 149
    assert np.allclose(tree.heights[:below], theirs[:below, 2], rtol=1e-9)
    for done in range(0, below + 1, 7):
        k = len(values) - done
        assert np.array_equal(cut(tree.merges, k), cut(theirs[:, :2].astype(int), k))


@pytest.mark.parametrize("linkage", LINKAGES)
@pytest.mark.parametrize("unit", [2.0**-600, 2.0**600])
def test_numbers_whose_squares_no_float_holds_have_the_same_tree(linkage, unit):
    values = np.random.default_rng(2).normal(size=(50, 2))
    tree, scaled = (Reducible(v, dense=5).tree(linkage) for v in (values, values * unit))
    assert np.array_equal(tree.merges, scaled.merges)
    assert np.array_equal(tree.heights * unit, scaled.heights)


@pytest.mark.parametrize("linkage", LINKAGES)
def test_threads_change_nothing(linkage):
    values = np.random.default_rng(1).normal(size=(2_500, 4))
    one, many = (Reducible(values, threads, dense=300).tree(linkage) for threads in (1, 3))
    assert np.array_equal(one.merges, many.merges)
    assert one.heights.tobytes() == many.heights.tobytes()


@pytest.mark.parametrize("kind", ALL)
def test_single_linkage_comes_from_the_spanning_tree(kind):
    values = kind(np.random.default_rng(3), 90)
    tree = single_tree(SharedStructures(values).spanning_tree(0))
    theirs = hierarchy.linkage(values, "single")
    assert np.allclose(tree.heights, theirs[:, 2], rtol=1e-9, atol=1e-12)
    for done in range(1, len(values) - 1):
        if theirs[done - 1, 2] < theirs[done, 2] * (1 - 1e-9):  # else the order of ties decides
            k = len(values) - done
            assert np.array_equal(cut(tree.merges, k), cut(theirs[:, :2].astype(int), k))
