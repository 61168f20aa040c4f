"""Customers that are equal are in one cluster, whatever ties there are."""

import numpy as np
import pytest

from segtui.clustering.algorithms.hdbscan import HDBSCAN
from segtui.clustering.density.condensed_tree import equal_row_groups, keep_groups_together
from segtui.clustering.linkage.unique_rows import unique_rows
from segtui.clustering.shared_structures import SharedStructures


def found(labels, strength):
    count = max(labels) + 1
    lives = {"birth": np.arange(count) + 0.5, "death": np.arange(count) + 1.5}
    return np.array(labels, dtype=np.int32), np.array(strength), lives


@pytest.mark.parametrize(
    ("labels", "strength", "expected"),
    [
        ([0, 0, 1, 1], [0.5, 0.6, 0.9, 1.0], [0, 0, 0, 1]),  # most are in the first
        ([0, -1, -1, 1], [0.5, 0.0, 0.0, 1.0], [-1, -1, -1, 0]),  # most are noise, and no row is left in cluster 0
        ([0, 1, -1, 1], [0.5, 0.9, 0.0, 1.0], [0, 0, 0, 0]),  # one each: the firmest, which becomes the only one
    ],
)
def test_equal_rows_go_where_most_of_them_are(labels, strength, expected):
    groups = equal_row_groups(np.array([[1.0], [1.0], [1.0], [7.0]]))
    moved, firm, lives = keep_groups_together(found(labels, strength), groups)
    assert moved.tolist() == expected
    assert all(len(each) == moved.max() + 1 for each in lives.values())
    assert (firm[moved == -1] == 0).all() and len(set(firm[:3].tolist())) == 1


def test_what_is_together_is_left_as_it_was():
    same = found([0, 0, 1, -1], [0.5, 0.7, 0.9, 0.0])
    assert keep_groups_together(same, equal_row_groups(np.array([[1.0], [1.0], [2.0], [7.0]]))) is same
    assert keep_groups_together(same, equal_row_groups(np.array([[1.0], [3.0], [2.0], [7.0]]))) is same


def test_zero_and_minus_zero_are_equal():
    assert equal_row_groups(np.array([[0.0], [-0.0]])).tolist() == [0, 0]


def test_no_table_of_ties_parts_equal_rows():
    moved = 0
    for seed in range(150):
        random = np.random.default_rng(seed)
        values = random.integers(0, random.integers(2, 8), (random.integers(30, 90), random.integers(1, 3))) * 1.0
        grid = HDBSCAN(min_cluster_size=[3, 5], min_samples=[2, 5])
        groups = equal_row_groups(values)
        for one in grid.fit_grid(SharedStructures(values), grid.grid()):
            assert (one.labels == one.labels[groups]).all()
            assert (one.labels[one.labels >= 0].size == 0) or set(one.labels.tolist()) - {-1} == set(
                range(one.labels.max() + 1)
            )
            moved += 1
    assert moved > 300


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_rows_are_equal_in_all_columns(columns):
    values = np.ones((5, columns))
    values[2, -1] = values[4, -1] = 3.0
    assert equal_row_groups(values).tolist() == [0, 0, 2, 0, 2]
    assert unique_rows(values).count.tolist() == [3.0, 2.0]
