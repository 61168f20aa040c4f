"""Trees of many rows, exact and in linear memory, whatever the linkage."""

from __future__ import annotations

from segtui.clustering.density.cost_model import reachability_duration, reachability_memory
from segtui.clustering.linkage.dendrogram import Merges
from segtui.clustering.linkage.reducible import Reducible, most_dense
from segtui.clustering.linkage.single import single_tree
from segtui.clustering.shared_structures import FEWEST, SharedStructures


class Large:
    """Grows trees of the rows of a space; `dense` says whether any but single linkage will be asked for."""

    def __init__(self, space: SharedStructures, dense: bool = True) -> None:
        self._space = space
        self._reducible = Reducible(space.values, space.threads) if dense else None

    def merges(self, linkage: str) -> Merges:
        """The merges by rising height, (n - 1, 2), as SciPy numbers them."""
        if linkage == "single":
            return single_tree(self._space.spanning_tree(0)).merges
        assert self._reducible is not None
        return self._reducible.tree(linkage).merges


def trees_memory(linkage: str, rows: int, columns: int) -> int:
    """Bytes at the peak of growing a tree (measured at 3,001 to 1,000,000 rows)."""
    if linkage == "single":
        return reachability_memory(rows, columns, FEWEST, 1)
    each = 32 * columns + 150 + (0 if linkage == "ward" else 12 * columns + 60)
    return 2**23 + rows * each + 9 * min(rows, most_dense(linkage, rows, columns)) ** 2


def tree_duration(linkage: str, rows: int, columns: int) -> float:
    """Seconds on two cores (measured at 3,001 to 1,000,000 rows of 8 columns, and 20,000 of 2 to 30).

    A search takes longer the more columns there are, until it looks at all centroids; complete and average linkage also
    look at most pairs of rows once.
    """
    if linkage == "single":
        return reachability_duration(rows, columns, FEWEST, 1) + 5e-7 * rows
    search: float = 0.02 + min(4e-6 * 1.22 ** (columns - 2) * rows * (rows / 2e4) ** 0.3, 4.5e-10 * columns * rows**2)
    pairs = 0.0 if linkage == "ward" else (4e-10 + 1e-10 * columns) * rows**2
    return search + (0.3 * search + pairs if pairs else 0.0)
