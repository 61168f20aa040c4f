"""Kernels for the spanning trees of many clusters."""

from __future__ import annotations

from typing import Any

import numpy as np

from segtui.libraries.compiled import compiled
from segtui.validity.kernels.reach_blocks import BLOCK, into_blocks
from segtui.validity.kernels.reach_bridges import bridge
from segtui.validity.kernels.reach_trees import grow
from segtui.validity.kernels.reach_valleys import enclose, settle
from segtui.validity.kernels.reach_walk import MOST_EQUAL, equals, walk

FEWEST = 100
"""Clusters of fewer rows have no use for valleys."""


@compiled(
    "boolean(float64[:,::1], float64[::1], float64, int64[::1], int32[:,::1], float64[::1], boolean, int64[::1],"
    " int64[::1], float64[::1])"
)
def grow_by_valleys(
    values: Any,
    core: Any,
    slack: float,
    order: Any,
    near: Any,
    horizon: Any,
    even: bool,
    sources: Any,
    nodes: Any,
    weights: Any,
) -> bool:
    """The tree of `grow`, where most rows have a denser row within their core distance; many times faster.

    False, with nothing found, where too many edges or core distances are equal for its order to be known. `near` (m, K)
    are the nearest other rows of each row, -1 for those of other clusters; all rows nearer (squared) than `horizon` (m)
    are among them; `even` as in `bridge`.
    """
    group, ranked = np.empty(len(core), np.int64), np.argsort(core)
    if equals(core, group, ranked) > MOST_EQUAL:
        return False
    blocks = (len(core) + BLOCK - 1) // BLOCK
    block_values, block_core = np.zeros((blocks, len(values), BLOCK)), np.zeros((blocks, BLOCK))
    block_rows, counts = np.zeros((blocks, BLOCK), np.int64), np.zeros(blocks, np.int64)
    into_blocks(values, core, order, block_values, block_core, block_rows, counts)
    boxes, densest = np.empty((2, len(values), blocks)), np.empty(blocks)
    home, parent = np.empty(len(core), np.int64), np.empty(len(core), np.int64)
    enclose(block_values, block_core, block_rows, counts, boxes, densest, home)
    roots = settle(
        values, core, near, horizon, block_values, block_core, block_rows, counts, boxes, densest, home, parent
    )
    ends, lengths = np.empty((roots - 1, 2), np.int64), np.empty(roots - 1)
    if not bridge(
        values, core, near, horizon, block_values, block_core, block_rows, counts, boxes, densest, home, parent, even,
        ends, lengths,
    ):  # fmt: skip
        return False
    walk(values, core, slack, near, horizon, parent, ends, lengths, group, ranked, sources, nodes, weights)
    return True


@compiled(
    "void(float64[:,::1], int64[::1], float64[::1], int64[::1], int64[::1], float64, int64[::1], float64[::1],"
    " float64[:,::1], int32[:,::1], float64[::1], boolean[::1], int64, int64, boolean[::1], float64[::1])"
)
def grow_all(
    values: Any,
    rows: Any,
    core: Any,
    order: Any,
    starts: Any,
    slack: float,
    landmark: Any,
    apart: Any,
    distances: Any,
    near: Any,
    horizon: Any,
    even: Any,
    first: int,
    last: int,
    inner: Any,
    sparseness: Any,
) -> None:
    """The trees of the clusters `first` to `last` (exclusive), reduced to what `plain.inside` says of each.

    Args:
        values: (n, d).
        rows: (M) the rows of all clusters, one after the other.
        core: (M) their squared core distances.
        order: (M) places in each cluster, in an order in which neighbours stand near each other.
        starts: (c + 1) where each cluster begins in `rows`.
        slack: see `grow`.
        landmark: (n) the nearest landmark of each row.
        apart: (n) the distance to it.
        distances: (n, R) to all of them.
        near: (n, K) the nearest other rows of each.
        horizon: (n) a squared distance: all rows nearer than this are in `near`.
        even: (c) whether rows of a cluster may be equally far from several others, as on a lattice.
        first: cluster.
        last: cluster.
        inner: (M) result: whether a row has more than one edge.
        sparseness: (c) result: the longest edge between two of them, of all edges if there is none; squared.
    """
    place = np.full(len(values), -1, np.int32)
    for cluster in range(first, last):
        own = rows[starts[cluster] : starts[cluster + 1]]
        span, size = slice(starts[cluster], starts[cluster + 1]), len(own)
        columns = np.zeros((values.shape[1], (size + BLOCK - 1) // BLOCK * BLOCK))
        close = np.empty((size if size >= FEWEST else 0, near.shape[1]), np.int32)
        for i in range(size):
            place[own[i]] = i
            for k in range(values.shape[1]):
                columns[k, i] = values[own[i], k]
        for i in range(len(close)):
            for t in range(near.shape[1]):
                close[i, t] = place[near[own[i], t]]
        for i in range(size):
            place[own[i]] = -1
        sources, nodes, weights = np.empty(size - 1, np.int64), np.empty(size - 1, np.int64), np.empty(size - 1)
        if size < FEWEST or not grow_by_valleys(
            columns, core[span], slack, order[span], close, horizon[own], even[cluster], sources, nodes, weights
        ):
            grow(
                columns, core[span], slack, order[span], own, landmark[own], apart[own], distances, sources, nodes,
                weights,
            )  # fmt: skip
        edges = np.zeros(size, np.int64)
        for i in range(size - 1):
            edges[sources[i]] += 1
            edges[nodes[i]] += 1
        longest, between = 0.0, -1.0
        for i in range(size - 1):
            longest = max(longest, weights[i])
            if edges[sources[i]] > 1 and edges[nodes[i]] > 1:
                between = max(between, weights[i])
        inner[span] = edges > 1
        sparseness[cluster] = between if between >= 0.0 else longest
