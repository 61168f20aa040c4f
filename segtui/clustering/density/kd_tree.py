"""A k-d tree as plain arrays, for kernels to walk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import Floats

LEAF_ROWS = 32


@dataclass(frozen=True)
class KDTree:
    """Nodes of a balanced tree over n rows: node i has children 2 i + 1 and 2 i + 2; node 0 holds all rows.

    `order` (n) are the rows as they stand in the tree, `values` (n, d) theirs in that order. Node i holds the places
    `first[i]` to `last[i]` (exclusive) of that order, inside the box `low[i]` to `high[i]` (nodes, d); `leaf[i]` says
    that it has no children.
    """

    values: Floats
    order: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    leaf: NDArray[np.bool_]
    low: Floats
    high: Floats


def kd_tree(values: Floats, leaf_rows: int = LEAF_ROWS) -> KDTree:
    """The tree over the rows of `values` (n, d), n > 0, built by scikit-learn: each node is cut at the median."""
    from sklearn.neighbors import KDTree as Builder

    _, order, nodes, (low, high) = Builder(values, leaf_size=leaf_rows).get_arrays()
    order = np.asarray(order).astype(np.int64)
    return KDTree(
        values=np.ascontiguousarray(values[order]),
        order=order,
        first=np.ascontiguousarray(nodes["idx_start"], dtype=np.int64),
        last=np.ascontiguousarray(nodes["idx_end"], dtype=np.int64),
        leaf=np.ascontiguousarray(nodes["is_leaf"], dtype=np.bool_),
        low=np.ascontiguousarray(low, dtype=np.float64),
        high=np.ascontiguousarray(high, dtype=np.float64),
    )
