import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from segtui.clustering import shared_structures as space_module
from segtui.clustering.algorithms.dbscan import DBSCAN
from segtui.clustering.algorithms.hdbscan import HDBSCAN
from segtui.clustering.shared_structures import SharedStructures
from segtui.errors import DataError

COARSE = arrays(np.float64, st.tuples(st.integers(2, 30), st.integers(1, 3)), elements=st.integers(-3, 3).map(float))
"""Rows full of duplicates and ties."""


def _sorted_distances(values):
    """Squared distances to the other rows, sorted, by the definition: (n, n - 1)."""
    squared = cdist(values, values, "sqeuclidean")
    np.fill_diagonal(squared, np.inf)
    return np.sort(squared, axis=1)[:, :-1]


def _tree_weights(weights):
    """Sorted weights of a minimum spanning tree of a full matrix, by Prim's algorithm as in a textbook."""
    best, inside, found = weights[0].copy(), [0], []
    for _ in range(len(weights) - 1):
        best[inside] = np.inf
        new = int(np.argmin(best))
        found.append(best[new])
        inside.append(new)
        best = np.minimum(best, weights[new])
    return np.sort(found)


@settings(max_examples=60, deadline=None)
@given(COARSE, st.data())
def test_neighbours_are_the_nearest_other_rows_by_definition(values, data):
    k = data.draw(st.integers(0, len(values) - 1))
    near = SharedStructures(values).neighbours(k)
    own = np.arange(len(values))[:, None]
    assert near.rows.shape == near.squared.shape == (len(values), k)
    assert not (near.rows == own).any()
    assert all(len(set(row)) == k for row in near.rows.tolist())
    assert np.array_equal(near.squared, _sorted_distances(values)[:, :k])
    assert np.array_equal(near.squared, ((values[near.rows] - values[own]) ** 2).sum(axis=-1))


@settings(max_examples=60, deadline=None)
@given(COARSE, st.data())
def test_every_spanning_tree_weighs_what_the_definition_says(values, data):
    most = data.draw(st.integers(0, len(values) - 1))
    space = SharedStructures(values)
    space.reserve(most)
    squared = cdist(values, values, "sqeuclidean")
    for k in {most, most // 2, 0}:
        core = _sorted_distances(values)[:, k - 1] if k else np.zeros(len(values))
        tree = space.spanning_tree(k)
        reach = np.maximum(squared, np.maximum(core[:, None], core[None, :]))
        assert np.array_equal(tree.squared, _tree_weights(reach))
        assert np.array_equal(tree.squared, reach[tree.left, tree.right])
        edges = csr_array((np.ones(len(tree.left)), (tree.left, tree.right)), shape=squared.shape)
        assert connected_components(edges, directed=False)[0] == 1


@pytest.mark.parametrize("columns", [3, 14])
def test_smaller_trees_read_off_the_graph_equal_those_searched_for(columns):
    values = np.random.default_rng(columns).normal(size=(2_400, columns))
    shared = SharedStructures(values)
    shared.reserve(15)
    for k in (15, 9, 4, 1, 0):
        assert np.array_equal(shared.spanning_tree(k).squared, SharedStructures(values).spanning_tree(k).squared)


def test_the_number_of_threads_changes_no_byte():
    values = np.random.default_rng(1).normal(size=(2_000, 5)).round(1)
    one, four = SharedStructures(values, threads=1), SharedStructures(values, threads=4)
    assert one.neighbours(8).rows.tobytes() == four.neighbours(8).rows.tobytes()
    assert one.spanning_tree(8).left.tobytes() == four.spanning_tree(8).left.tobytes()


def test_one_search_serves_both_density_families_once_the_most_is_announced(monkeypatch):
    searches = []
    search = space_module.nearest_neighbours
    monkeypatch.setattr(
        space_module, "nearest_neighbours", lambda x, k, *rest: searches.append(k) or search(x, k, *rest)
    )
    space = SharedStructures(np.random.default_rng(0).normal(size=(5_200, 2)))
    families = [DBSCAN(), HDBSCAN()]
    for family in families:
        space.reserve(family.expects())
    for family in families:
        resolved = family.resolve(space)
        assert list(resolved.fit_grid(space, resolved.cells(space.rows)))
    assert searches == [19]


def test_after_a_release_everything_can_be_asked_for_again():
    space = SharedStructures(np.random.default_rng(0).normal(size=(40, 2)))
    before = space.spanning_tree(5), space.neighbours(5)
    space.free()
    assert np.array_equal(space.neighbours(5).rows, before[1].rows)
    assert np.array_equal(space.spanning_tree(3).squared, SharedStructures(space.values).spanning_tree(3).squared)


@pytest.mark.parametrize("bad", [np.array([[1.0], [np.nan]]), np.array([[np.inf]]), np.zeros(3)])
def test_values_that_are_no_finite_matrix_are_a_data_error(bad):
    with pytest.raises(DataError):
        SharedStructures(bad)


def test_the_threads_follow_omp_num_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert SharedStructures(np.zeros((1, 1))).threads == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert SharedStructures(np.zeros((1, 1))).threads >= 1
