"""A tree of merges as SciPy numbers it, and all its cuts from one pass over the merges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.clustering.density.neighbours import Floats

Merges = NDArray[np.int64]


AnyMerges = NDArray[np.signedinteger]


@dataclass(frozen=True)
class LinkageTree:
    """The n - 1 merges of n rows by rising height.

    `merges` (n - 1, 2): clusters 0 to n - 1 are the rows, merge i makes cluster n + i; `heights` (n - 1) are the
    linkage distances at which they happen, as SciPy's `linkage` measures them.
    """

    merges: Merges
    heights: Floats


def by_height(children: Merges, heights: Floats) -> LinkageTree:
    """Sort merges that stand in any order in which no merge comes before, or lies above, one that takes its cluster."""
    rows = len(children) + 1
    order = np.argsort(heights, kind="stable")
    number = np.arange(2 * rows - 1)
    number[rows + order] = np.arange(rows, 2 * rows - 1)
    return LinkageTree(np.sort(number[children[order]], axis=1), heights[order])


class Cuts:
    """The partitions of n rows into up to `finest` clusters that `merges` (n - 1, 2), as SciPy numbers them, pass.

    A cut is by the number of merges, not by height, as scikit-learn does it, so that ties fall the same way.
    """

    def __init__(self, merges: AnyMerges, finest: int) -> None:
        rows = len(merges) + 1
        done = rows - finest
        self._labels, roots = _by_first_row(_roots(merges[:done], rows)[:rows])
        number = np.full(rows + done, -1, np.intp)
        number[roots] = np.arange(finest)
        # The merges that are left, among the finest clusters: those are numbered 0 to finest - 1 by first row.
        later = merges[done:].astype(np.intp)
        self._later = np.where(
            later < rows + done, number[np.minimum(later, rows + done - 1)], later - rows - done + finest
        )

    def at(self, k: int) -> Labels:
        """The labels (n) of k clusters, k at most `finest`, numbered by first row."""
        finest = len(self._later) + 1
        if k == finest:
            return self._labels.copy()
        mapped, _ = _by_first_row(_roots(self._later[: finest - k], finest)[:finest])
        return mapped[self._labels]


def cut(merges: AnyMerges, k: int) -> Labels:
    """The k clusters left before the last k - 1 of the merges (n - 1, 2), numbered by first row."""
    return Cuts(merges, k).at(k)


def _roots(merges: AnyMerges, rows: int) -> NDArray[np.intp]:
    """For every row, and every cluster that these merges make, the cluster that it ends in: rows + merges numbers."""
    above = np.arange(rows + len(merges))
    above[merges.ravel()] = np.repeat(above[rows:], 2)
    while True:  # each time twice as far up, so that a tree of any depth takes few steps
        further = above[above]
        if np.array_equal(further, above):
            return above
        above = further


def _by_first_row(roots: NDArray[np.intp]) -> tuple[Labels, NDArray[np.intp]]:
    """The numbers 0, 1, … of these in the order in which they first appear, and what each of these stands for."""
    at = np.full(int(roots.max(initial=-1)) + 1, len(roots), np.intp)
    at[roots[::-1]] = np.arange(len(roots) - 1, -1, -1)
    first = np.flatnonzero(at[roots] == np.arange(len(roots)))
    at[roots[first]] = np.arange(len(first))
    return at[roots].astype(np.int32), roots[first]
