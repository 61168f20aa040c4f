"""A tree of merges, as SciPy numbers it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import Floats

Merges = NDArray[np.int64]


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
