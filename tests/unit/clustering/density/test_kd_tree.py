import numpy as np
import pytest

from segtui.clustering.density.kd_trees import kd_tree


@pytest.mark.parametrize("rows", [1, 2, 31, 32, 33, 1000, 1025])
def test_every_row_is_in_one_leaf_and_inside_the_box_of_each_node_above_it(rows):
    values = np.random.default_rng(rows).normal(size=(rows, 3))
    tree = kd_tree(values)
    assert sorted(tree.order) == list(range(rows))
    assert np.array_equal(tree.values, values[tree.order])
    leaves = np.flatnonzero(tree.leaf & (tree.last > tree.first))
    assert sorted(at for leaf in leaves for at in range(tree.first[leaf], tree.last[leaf])) == list(range(rows))
    for node in range(len(tree.leaf)):
        held = tree.values[tree.first[node] : tree.last[node]]
        assert (held >= tree.low[node]).all()
        assert (held <= tree.high[node]).all()


def test_an_inner_node_holds_what_its_two_children_hold():
    tree = kd_tree(np.random.default_rng(0).normal(size=(500, 2)))
    for node in np.flatnonzero(~tree.leaf):
        left, right = 2 * node + 1, 2 * node + 2
        assert tree.first[node] == tree.first[left]
        assert tree.last[left] == tree.first[right]
        assert tree.last[right] == tree.last[node]
