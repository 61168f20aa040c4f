import hdbscan as library
import numpy as np
import pytest
from hdbscan._hdbscan_linkage import label
from pydantic import ValidationError
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.algorithms import hdbscan
from segtui.clustering.algorithms.hdbscan import HDBSCAN
from segtui.clustering.shared_structures import SharedStructures

GRID = HDBSCAN(min_cluster_size=[2, 5, 10, 20, 40], min_samples=[1, 2, 5, 10, 15])


def _theirs(values, cell):
    return library.HDBSCAN(**cell, approx_min_span_tree=False, core_dist_n_jobs=1).fit(values)


def test_every_cell_has_hdbscans_labels_and_strengths(values):
    for candidate in GRID.fit_grid(SharedStructures(values), GRID.cells(len(values))):
        model = _theirs(values, candidate.parameters)
        assert np.array_equal(candidate.labels, model.labels_), candidate.parameters
        assert np.array_equal(candidate.strength, model.probabilities_), candidate.parameters


def test_trees_read_off_the_shared_graph_give_hdbscans_labels_but_for_ties(monkeypatch):
    monkeypatch.setattr(hdbscan, "OWN_TREE_ROWS", 0)
    rng = np.random.default_rng(3)
    groups = [rng.normal(rng.uniform(-8, 8, 5), rng.uniform(0.3, 1.2, 5), (400, 5)) for _ in range(6)]
    values = np.vstack([*groups, rng.uniform(-10, 10, (120, 5))])
    family = HDBSCAN(min_cluster_size=[25, 50, 100], min_samples=[1, 5, 10, 15])
    for candidate in family.fit_grid(SharedStructures(values), family.cells(len(values))):
        theirs = _theirs(values, candidate.parameters).labels_
        assert adjusted_rand_score(theirs, candidate.labels) >= 0.998, candidate.parameters


def test_merges_of_large_data_are_those_that_hdbscan_labels():
    space = SharedStructures(np.random.default_rng(4).normal(size=(6_000, 3)).round(1))
    tree = space.spanning_tree(5)
    edges = np.column_stack([tree.left, tree.right, np.sqrt(tree.squared)])
    assert np.array_equal(hdbscan.merge_tree(space, 5), label(edges))


def test_large_data_has_hdbscans_labels_but_for_ties():
    rng = np.random.default_rng(3)
    groups = [rng.normal(rng.uniform(-8, 8, 4), rng.uniform(0.3, 1.2, 4), (1_000, 4)) for _ in range(6)]
    values = np.vstack([*groups, rng.uniform(-10, 10, (300, 4))])
    family = HDBSCAN(min_cluster_size=[50, 200], min_samples=[5, 15])
    for candidate in family.fit_grid(SharedStructures(values), family.cells(len(values))):
        theirs = _theirs(values, candidate.parameters).labels_
        assert adjusted_rand_score(theirs, candidate.labels) >= 0.998, candidate.parameters


def test_auto_gives_five_sizes_in_equal_ratios_from_a_200th_to_a_tenth_of_the_rows():
    space = SharedStructures(np.zeros((10_000, 1)))
    assert HDBSCAN().resolve(space).min_cluster_size == (50, 106, 224, 473, 1_000)


def test_auto_sizes_of_few_rows_are_distinct_and_at_least_5():
    assert HDBSCAN().resolve(SharedStructures(np.zeros((60, 1)))).min_cluster_size == (5, 6)
    assert HDBSCAN().resolve(SharedStructures(np.zeros((3, 1)))).min_cluster_size == (5,)


def test_cells_that_so_many_rows_do_not_allow_are_left_out():
    family = HDBSCAN(min_cluster_size=[5, 20], min_samples=[5, 10])
    assert family.cells(10) == [{"min_cluster_size": 5, "min_samples": 5}]
    assert family.impossible(10) == 3


@pytest.mark.parametrize("size", [0, 1, "all", [5, 1], 2.5])
def test_a_smallest_cluster_below_2_rows_is_refused(size):
    with pytest.raises(ValidationError, match="min_cluster_size"):
        HDBSCAN(min_cluster_size=size)
