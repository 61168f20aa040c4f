"""Disjoint sets of rows as a forest: each row points to a parent, a set's first row to itself."""

from segtui.clustering.kernels.blocks import Array
from segtui.compiled import compiled


@compiled("int64(int32[::1], int64)")
def root(parent: Array, at: int) -> int:
    """The representative of a set, its path made shorter on the way."""
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at
