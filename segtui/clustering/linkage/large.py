"""Trees of many rows, exact and in linear memory, whatever the linkage."""

from __future__ import annotations

from segtui.clustering.linkage.dendrogram import Merges
from segtui.clustering.linkage.reducible import Reducible, most_dense
from segtui.clustering.linkage.single import single_tree
from segtui.clustering.space import Space


class Large:
    """Grows trees of the rows of a space; `dense` says whether any but single linkage will be asked for."""

    def __init__(self, space: Space, dense: bool = True) -> None:
        self._space = space
        self._reducible = Reducible(space.values, space.threads) if dense else None

    def merges(self, linkage: str) -> Merges:
        """The merges by rising height, (n - 1, 2), as SciPy numbers them."""
        if linkage == "single":
            return single_tree(self._space.spanning_tree(0)).merges
        assert self._reducible is not None
        return self._reducible.tree(linkage).merges


def trees_memory(linkage: str, rows: int, columns: int) -> int:
    """Bytes at the peak of growing a tree (measured at 10,000 to 1,000,000 rows)."""
    if linkage == "single":
        return 350 * rows
    each = 28 * columns + 150 + (0 if linkage == "ward" else 16 * columns + 60)
    return rows * each + 12 * min(rows, most_dense(linkage)) ** 2


def tree_duration(linkage: str, rows: int, columns: int) -> float:
    """Seconds on two cores (measured at 3,001 to 1,000,000 rows of 8 columns)."""
    if linkage == "single":
        return 1e-5 * rows
    search: float = 2.2e-5 * rows * (rows / 1e5) ** 0.45
    return search if linkage == "ward" else 3 * search + 1e-9 * rows * rows
