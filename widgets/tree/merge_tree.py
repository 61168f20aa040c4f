"""The top of a merge tree: the last merges of a hierarchical clustering, whatever lies below them as leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class MergeTree:
    """p merges of p + 1 leaves, each leaf a subtree of `sizes` rows.

    `children` is (p, 2): leaves are 0 … p, the i-th merge makes node p + 1 + i, as in SciPy's linkage matrix.
    `heights` (p,) are the merges' distances in the order of merging; `below` is the height of the highest merge inside
    the leaves, NaN if there is none or it is not known.
    """

    children: NDArray[np.intp]
    heights: NDArray[np.float64]
    sizes: NDArray[np.intp]
    below: float = float("nan")

    def __post_init__(self) -> None:
        merges = len(self.heights)
        if self.children.shape != (merges, 2) or len(self.sizes) != merges + 1:
            raise ValueError(f"{merges} heights go with {merges} pairs of children and {merges + 1} sizes")
        made = np.sort(self.children.ravel())
        late = self.children >= merges + 1 + np.arange(merges)[:, None]
        if not np.array_equal(made, np.arange(2 * merges)) or late.any():
            raise ValueError("each node but the last is the child of one later merge")

    @property
    def merges(self) -> int:
        """How many merges there are, p."""
        return len(self.heights)

    @classmethod
    def from_linkage(cls, linkage: ArrayLike, last: int = 60) -> MergeTree:
        """The `last` merges of a complete linkage matrix, (n - 1, 4) as SciPy's."""
        matrix = np.asarray(linkage, dtype=np.float64).reshape(-1, 4)
        counts = np.concatenate([np.ones(len(matrix) + 1), matrix[:, 3]])
        return cls._top(matrix[:, :2].astype(np.intp), matrix[:, 2].copy(), counts.astype(np.intp), last)

    def last(self, merges: int) -> MergeTree:
        """The tree with only its last `merges` merges; itself if it has no more."""
        return self if merges >= self.merges else self._top(self.children, self.heights, self.counts(), merges)

    @classmethod
    def _top(
        cls, children: NDArray[np.intp], heights: NDArray[np.float64], counts: NDArray[np.intp], last: int
    ) -> MergeTree:
        """The last merges of a tree whose nodes, leaves first, hold `counts` rows."""
        merges = len(heights)
        shown = min(last, merges)
        hidden = merges - shown
        top, first = children[hidden:], merges + 1 + hidden
        leaves = np.sort(top[top < first]) if shown else np.array([first - 1])
        renumbered = np.where(top < first, np.searchsorted(leaves, top), top - first + shown + 1)
        below = float(heights[hidden - 1]) if hidden else float("nan")
        return cls(renumbered, heights[hidden:], counts[leaves], below)

    def counts(self) -> NDArray[np.intp]:
        """The rows of every node, leaves first, (2p + 1,)."""
        counts = np.concatenate([self.sizes, np.zeros(self.merges, dtype=np.intp)])
        for i, (left, right) in enumerate(self.children):
            counts[self.merges + 1 + i] = counts[left] + counts[right]
        return counts

    def order(self) -> NDArray[np.intp]:
        """The leaves from left to right so that no lines cross, (p + 1,)."""
        found, waiting = [], [2 * self.merges]
        while waiting:
            node = waiting.pop()
            if node <= self.merges:
                found.append(node)
            else:
                left, right = self.children[node - self.merges - 1]
                waiting += [int(right), int(left)]
        return np.array(found, dtype=np.intp)

    def clusters(self, k: int) -> NDArray[np.intp]:
        """The cluster of every node, (2p + 1,): 0 … k - 1 by falling size, -1 for nodes above the cut into k."""
        applied = self.merges + 1 - k
        owner = np.arange(2 * self.merges + 1)
        for i in range(applied - 1, -1, -1):
            owner[self.children[i]] = owner[self.merges + 1 + i]
        nodes = self.merges + 1 + applied
        owner[nodes:] = -1
        rank = {leaf: position for position, leaf in enumerate(self.order())}
        counts = self.counts()
        first: dict[int, int] = {}
        for leaf in self.order():
            first.setdefault(int(owner[leaf]), rank[leaf])
        roots = sorted(first, key=lambda root: (-counts[root], first[root]))
        number = {root: i for i, root in enumerate(roots)}
        return np.array([number.get(int(root), -1) for root in owner], dtype=np.intp)

    def cut_between(self, k: int) -> tuple[float, float]:
        """The heights (low, high) between which the tree stands in k clusters; low is NaN where it is not known.

        k = 1 lies above the last merge: high is infinite. Ties make low and high equal: it is k that counts.
        """
        applied = self.merges + 1 - k
        high = float(self.heights[applied]) if k > 1 else float("inf")
        if applied > 0:
            return float(self.heights[applied - 1]), high
        return (0.0 if (self.sizes == 1).all() else self.below), high
