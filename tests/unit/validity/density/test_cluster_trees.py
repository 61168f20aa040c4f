"""Spanning trees by valleys: the same edges in the same order as Prim's algorithm finds, or none."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.clustering.density.neighbours import nearest_neighbours
from segtui.validity.density.landmarks import landmarks
from segtui.validity.density.plain import TIED, core_distances
from segtui.validity.kernels.cluster_trees import grow_by_valleys
from segtui.validity.kernels.reach_blocks import BLOCK, SAFE
from segtui.validity.kernels.reach_trees import grow


def _blobs(random, rows, columns):
    centers = random.normal(scale=8, size=(4, columns))
    return centers[random.integers(0, 4, rows)] + random.normal(size=(rows, columns)) * random.uniform(
        0.2, 2, (rows, 1)
    )


def _some_twice(random, rows, columns):
    values = _blobs(random, rows, columns)
    values[: rows // 20] = values[rows // 2 : rows // 2 + rows // 20]
    return values


def _lattice(random, rows, columns):
    return random.integers(0, 9, (rows, columns)).astype(float)


def _far_apart(random, rows, columns):
    return np.exp(random.normal(scale=4, size=(rows, columns)))


def _trees(values, neighbours, even=False):
    size, order = len(values), landmarks(values)
    core = core_distances(values) ** 2
    columns = np.zeros((values.shape[1], -(-size // BLOCK) * BLOCK))
    columns[:, :size] = values.T
    near = nearest_neighbours(values, neighbours)
    rank, rows = np.argsort(order.rank), np.arange(size)
    ours, prims = [[np.zeros(size - 1, np.int64), np.zeros(size - 1, np.int64), np.zeros(size - 1)] for _ in range(2)]
    slack, close, horizon = (1 + TIED) ** 2, np.ascontiguousarray(near.rows), near.squared[:, -1] * SAFE
    found = grow_by_valleys(columns, core, slack, rank, close, horizon, even, *ours)
    grow(columns, core, slack, rank, rows, order.nearest, order.apart, order.distances, *prims)
    return found, ours, prims


@pytest.mark.parametrize("made", [_blobs, _some_twice, _far_apart])
@pytest.mark.parametrize("columns", [1, 2, 5, 16])
@pytest.mark.parametrize("neighbours", [1, 15])
def test_edges_come_in_the_order_of_prims_algorithm(made, columns, neighbours):
    for rows in (20, 130, 500):
        found, ours, prims = _trees(made(np.random.default_rng(rows + columns), rows, columns), neighbours)
        assert found
        for one, other in zip(ours, prims, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("columns", [1, 2, 5])
def test_where_rows_stand_on_a_lattice_the_edges_are_right_or_none_is_given(columns):
    for seed in range(20):
        found, ours, prims = _trees(_lattice(np.random.default_rng(seed), 40 + 10 * seed, columns), 3, even=True)
        for one, other in zip(ours, prims, strict=True):
            assert not found or (one == other).all()
