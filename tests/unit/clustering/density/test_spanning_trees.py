import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from segtui.clustering import shared_structures as space_module
from segtui.clustering.algorithms.dbscan import DBSCAN
from segtui.clustering.density import boruvka, dbscan_cuts, kd_trees, neighbours, spanning_trees
from segtui.clustering.shared_structures import SharedStructures

ROOMS = (neighbours, spanning_trees, dbscan_cuts, space_module)


def tables(rows):
    """Integer grids full of duplicates and ties, and any finite values, of 1 to 4 columns."""
    shape = st.tuples(rows, st.integers(1, 4))
    return st.one_of(
        arrays(np.float64, shape, elements=st.integers(-3, 3).map(float)),
        arrays(np.float64, shape, elements=st.floats(-1e3, 1e3, width=32)),
    )


@pytest.fixture
def kernels(monkeypatch):
    """Has kernels used whatever the number of rows, in trees of several levels and waves of several spans."""
    for room in ROOMS:
        monkeypatch.setattr(room, "worthwhile", lambda rows: rows > 1)
    monkeypatch.setattr(space_module, "FEWEST", 1)
    monkeypatch.setattr(kd_trees, "BLOCK_ROWS", 2)
    monkeypatch.setattr(boruvka, "_SPAN", 4)
    monkeypatch.setattr(boruvka, "_WAVE", 12)


def by_prim(weights):
    """Sorted weights of a minimum spanning tree of a full matrix, as in a textbook."""
    best, inside, found = weights[0].copy(), [0], []
    for _ in range(len(weights) - 1):
        best[inside] = np.inf
        new = int(np.argmin(best))
        found.append(best[new])
        inside.append(new)
        best = np.minimum(best, weights[new])
    return np.sort(found)


def reach(values, k):
    """All squared mutual reachability distances, by the definition."""
    squared = cdist(values, values, "sqeuclidean")
    others = squared.copy()
    np.fill_diagonal(others, np.inf)
    core = np.sort(others, axis=1)[:, k - 1] if k else np.zeros(len(values))
    return np.maximum(squared, np.maximum(core[:, None], core[None, :]))


def spans_all(tree, rows):
    edges = csr_array((np.ones(len(tree.left)), (tree.left, tree.right)), shape=(rows, rows))
    return connected_components(edges, directed=False)[0] == 1


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=tables(st.integers(1, 60)), data=st.data())
def test_every_tree_weighs_what_prims_algorithm_finds(kernels, values, data):
    most = data.draw(st.integers(0, len(values) - 1))
    space = SharedStructures(values)
    space.reserve(most)
    for k in {most, most // 2, 0}:
        tree, weights = space.spanning_tree(k), reach(values, k)
        assert np.allclose(tree.squared, by_prim(weights), rtol=1e-12, atol=0)
        assert np.allclose(tree.squared, weights[tree.left, tree.right], rtol=1e-12, atol=0)
        assert spans_all(tree, len(values))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=tables(st.integers(2, 60)), data=st.data())
def test_neighbours_found_by_kernels_are_as_near_as_scipys(kernels, values, data):
    k = data.draw(st.integers(1, len(values) - 1))
    near = neighbours.nearest_neighbours(values, k)
    plain = neighbours.Neighbours(np.empty_like(near.rows), np.empty_like(near.squared))
    neighbours._by_scipy(values, plain, 1)
    assert np.array_equal(near.squared, plain.squared)
    own = np.arange(len(values))[:, None]
    assert np.array_equal(near.squared, neighbours._squared(values, own, near.rows))
    assert not (near.rows == own).any()
    assert all(len(set(row)) == k for row in near.rows.tolist())
    assert all((np.diff(row)[np.diff(far) == 0] > 0).all() for row, far in zip(near.rows, near.squared, strict=True))


LARGE = {
    "groups": lambda r: r.normal(size=(4_000, 4)) + 6 * r.integers(0, 3, (4_000, 1)),
    "a grid with ties": lambda r: r.integers(0, 30, (4_000, 2)).astype(float),
    "a few distinct rows": lambda r: r.integers(0, 2, (4_000, 3)).astype(float),
    "equal rows": lambda r: np.ones((4_000, 2)),
    "a line": lambda r: np.outer(r.normal(size=4_000), [1.0, 2.0, -3.0]),
    "one column": lambda r: r.normal(size=(4_000, 1)).round(2),
    "a constant column": lambda r: r.normal(size=(4_000, 3)) * [0, 1, 1],
    "many columns": lambda r: r.normal(size=(3_200, 30)),
}


@pytest.mark.parametrize("name", LARGE)
def test_kernels_and_the_plain_path_give_trees_of_equal_weights_and_equal_dbscan_labels(name, monkeypatch):
    values = LARGE[name](np.random.default_rng(5))
    both = []
    eps = None
    for kernels in (True, False):
        for room in ROOMS:
            monkeypatch.setattr(room, "worthwhile", lambda rows, kernels=kernels: kernels)
        space = SharedStructures(values)
        family = DBSCAN(eps=eps or "auto", min_samples=(2, 6, 10))
        space.reserve(9)
        family = family.resolve(space)
        eps = family.eps
        labels = [c.labels for c in family.fit_grid(space, family.cells(space.rows))]
        both.append(([space.spanning_tree(k).squared for k in (9, 5, 1, 0)], labels))
    (trees, labels), (plain_trees, plain_labels) = both
    assert all(np.array_equal(one, other) for one, other in zip(trees, plain_trees, strict=True))
    assert all(np.array_equal(one, other) for one, other in zip(labels, plain_labels, strict=True))


def test_the_number_of_threads_changes_no_byte_of_neighbours_or_trees():
    values = np.random.default_rng(1).normal(size=(20_000, 5)).round(1)
    one, four = SharedStructures(values, threads=1), SharedStructures(values, threads=4)
    assert one.neighbours(8).rows.tobytes() == four.neighbours(8).rows.tobytes()
    for k in (8, 3, 0):
        assert one.spanning_tree(k).left.tobytes() == four.spanning_tree(k).left.tobytes()
        assert one.spanning_tree(k).right.tobytes() == four.spanning_tree(k).right.tobytes()


def test_values_of_eps_in_any_order_have_the_labels_of_a_fresh_cut():
    values = np.random.default_rng(2).normal(size=(4_000, 2))
    space = SharedStructures(values)
    cut = dbscan_cuts.DbscanCuts(space.spanning_tree(4), space.neighbours(4))
    for eps in (0.1, 0.2, 0.05, 0.05, 0.3):
        fresh = dbscan_cuts.DbscanCuts(space.spanning_tree(4), space.neighbours(4)).labels(eps)
        assert np.array_equal(cut.labels(eps), fresh)
        assert np.array_equal(fresh, dbscan_cuts.cut(space.spanning_tree(4), space.neighbours(4), eps * eps))
