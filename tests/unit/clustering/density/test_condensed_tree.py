"""The clusters that a pass over a tree finds are hdbscan's: labels to the number, strengths to 1e-12, and lives."""

import numpy as np
import pytest
from hdbscan._hdbscan_linkage import label
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform

from segtui.clustering.algorithms.hdbscan import extract, merge_tree
from segtui.clustering.density.condensed_tree import descent, most_lasting
from segtui.clustering.shared_structures import SharedStructures


def _agree(merges, sizes):
    tree = descent(merges)
    for size in sizes:
        labels, strength, lives = extract(merges, size)
        ours = most_lasting(tree, size)
        assert np.array_equal(ours[0], labels), size
        assert ours[0].dtype == labels.dtype
        np.testing.assert_allclose(ours[1], strength, rtol=0, atol=1e-12)
        for name in ("birth", "death"):
            assert np.array_equal(ours[2][name], lives[name]), (size, name)


@st.composite
def _trees(draw):
    """Random trees, also ones that no data has: few heights, so that many tie, and zeros, so that rows coincide."""
    rows = draw(st.integers(2, 60))
    heights = draw(st.sampled_from([[0.0], [0.0, 1.0], [0.0, 0.5, 1.0, 2.0], None]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    distance = random.random(rows - 1) if heights is None else random.choice(heights, rows - 1)
    left = np.array([random.integers(0, at + 1) for at in range(rows - 1)], dtype=float)
    order = random.permutation(rows - 1)
    return label(np.column_stack([left, np.arange(1, rows, dtype=float), distance])[order][np.argsort(distance[order])])


@given(_trees(), st.integers(2, 20))
@settings(max_examples=300, deadline=None)
def test_any_tree_gives_hdbscans_clusters(merges, size):
    _agree(merges, [2, min(size, len(merges) + 1)])


@given(arrays(np.float64, st.tuples(st.integers(4, 40), st.just(2)), elements=st.integers(0, 6).map(float)))
@example(np.zeros((9, 2)))
@settings(max_examples=150, deadline=None)
def test_rows_on_a_grid_where_distances_tie_and_rows_coincide_give_hdbscans_clusters(values):
    away = squareform(pdist(values)) + 1.0  # a graph has no edges of length 0
    tree = minimum_spanning_tree(away).tocoo()
    edges = np.column_stack([tree.row, tree.col, tree.data - 1.0])
    _agree(label(edges[np.argsort(edges[:, 2])]), [2, 3, 4])


@pytest.mark.parametrize("decimals", [1, 12])
def test_20_000_rows_give_hdbscans_clusters_at_every_size(decimals):
    random = np.random.default_rng(5)
    groups = [random.normal(random.uniform(-6, 6, 3), random.uniform(0.2, 1.0, 3), (4_500, 3)) for _ in range(4)]
    values = np.vstack([*groups, random.uniform(-8, 8, (1_000, 3)), np.zeros((1_000, 3))]).round(decimals)
    _agree(merge_tree(SharedStructures(values), 5), [2, 5, 100, 447, 2_000, 20_000])
