import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage

from widgets.tree.merge_tree import MergeTree


def points(seed, rows=30):
    return np.random.default_rng(seed).normal(size=(rows, 2))


trees = st.builds(
    lambda seed, rows, method: linkage(points(seed, rows), method),
    st.integers(0, 10_000),
    st.integers(2, 40),
    st.sampled_from(["ward", "complete", "average", "single"]),
)


def partition(labels):
    return {frozenset(np.flatnonzero(labels == label)) for label in np.unique(labels)}


@given(trees, st.integers(1, 40))
def test_a_cut_gives_the_clusters_that_scipy_gives(matrix, k):
    k = min(k, len(matrix) + 1)
    tree = MergeTree.from_linkage(matrix)
    rows = len(matrix) + 1
    assert partition(tree.clusters(k)[:rows]) == partition(fcluster(matrix, k, "maxclust"))


@given(trees)
def test_leaves_stand_in_the_order_of_scipy(matrix):
    assert MergeTree.from_linkage(matrix).order().tolist() == leaves_list(matrix).tolist()


@given(trees, st.integers(0, 20))
def test_the_last_merges_keep_their_heights_and_all_rows(matrix, last):
    tree = MergeTree.from_linkage(matrix, last)
    shown = min(last, len(matrix))
    assert tree.heights.tolist() == matrix[len(matrix) - shown :, 2].tolist()
    assert tree.sizes.sum() == len(matrix) + 1
    assert tree.counts()[-1] == len(matrix) + 1


@given(trees, st.integers(1, 20), st.integers(1, 20))
def test_taking_fewer_merges_in_two_steps_is_taking_them_at_once(matrix, first, then):
    once = MergeTree.from_linkage(matrix, min(first, then))
    twice = MergeTree.from_linkage(matrix, first).last(then)
    assert once.children.tolist() == twice.children.tolist()
    assert once.sizes.tolist() == twice.sizes.tolist()
    assert np.array_equal([once.below], [twice.below], equal_nan=True)


@given(trees, st.integers(2, 12))
def test_cluster_sizes_of_a_truncated_tree_are_those_of_the_whole(matrix, k):
    k = min(k, len(matrix) + 1)
    tree = MergeTree.from_linkage(matrix, k - 1)
    sizes = np.bincount(tree.clusters(k)[: tree.merges + 1], weights=tree.sizes)
    whole = np.bincount(fcluster(matrix, k, "maxclust"))
    assert sorted(sizes) == sorted(whole[whole > 0])


def test_clusters_are_numbered_by_falling_size():
    tree = MergeTree.from_linkage(linkage(points(1), "ward"))
    sizes = np.bincount(tree.clusters(5)[:30])
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_the_cut_lies_between_the_merge_that_is_kept_and_the_one_that_is_not():
    matrix = linkage(points(2), "ward")
    tree = MergeTree.from_linkage(matrix, 10)
    assert tree.cut_between(3) == (matrix[-3, 2], matrix[-2, 2])
    assert tree.cut_between(1) == (matrix[-1, 2], np.inf)
    assert tree.cut_between(11) == (matrix[-11, 2], matrix[-10, 2])


def test_single_rows_lie_at_height_0():
    matrix = linkage(points(3, 5), "single")
    assert MergeTree.from_linkage(matrix).cut_between(5) == (0.0, matrix[0, 2])


def test_one_row_is_a_tree_without_merges():
    tree = MergeTree.from_linkage(np.empty((0, 4)))
    assert (tree.merges, tree.order().tolist(), tree.clusters(1).tolist()) == (0, [0], [0])


@pytest.mark.parametrize(
    ("children", "heights", "sizes"),
    [
        ([[0, 1]], [1.0, 2.0], [1, 1, 1]),
        ([[0, 1], [2, 3]], [1.0, 2.0], [1, 1]),
        ([[0, 1], [0, 3]], [1.0, 2.0], [1, 1, 1]),
        ([[0, 4], [1, 2]], [1.0, 2.0], [1, 1, 1]),
    ],
)
def test_a_tree_that_is_none_is_refused(children, heights, sizes):
    with pytest.raises(ValueError):
        MergeTree(np.array(children), np.array(heights), np.array(sizes))
