"""Silhouettes of rows in many labelings without kernels, for tables so small that a compiler would take longer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.validity.pairwise import Floats, Pairs
from segtui.validity.refinement import Indices, Labels, groups


class Folded:
    """The silhouettes of any rows, each against all rows, in every labeling of a refinement; see `Lanes`.

    Labelings are folded in `groups`: classes into a group's classes, these into clusters.
    """

    def __init__(self, pairs: Pairs) -> None:
        refinement = pairs.refinement
        self.refinement = refinement
        self.block = pairs.block
        self.groups = groups(refinement)
        self._pairs = pairs
        self._into = [_gather(group.into, group.classes) for group in self.groups]
        self._clusters = [_gather(labels, int(labels.max()) + 1) for group in self.groups for labels in group.table.T]

    def of(self, places: Indices) -> Floats:
        """Silhouettes of the rows at some places of the class order: (L, places), NaN for noise."""
        classes = self.refinement.row_class[places]
        sums = self._pairs.sums(self._pairs.values[places])
        found = np.empty((self.refinement.labelings, len(classes)))
        for group, into in zip(self.groups, self._into, strict=True):
            summed = sums if group.classes == len(sums) else into @ sums
            own = group.table[group.into[classes]]
            for at in range(group.first, group.last):
                found[at] = _silhouettes(
                    self._clusters[at] @ summed, own[:, at - group.first], self.refinement.sizes[at]
                )
        return found


def _silhouettes(sums: Floats, own: Labels, size: Floats) -> Floats:
    """(rows) from sums to clusters (K, rows), which are overwritten."""
    rows = np.arange(len(own))
    home = np.maximum(own, 0)
    within = sums[home, rows] / np.maximum(size[home] - 1, 1)
    sums /= size[:, None]
    sums[home, rows] = np.inf
    nearest = sums.min(axis=0)
    largest = np.maximum(within, nearest)
    usable = (largest > 0) & (size[home] > 1)
    found: Floats = np.divide(nearest - within, largest, out=np.zeros(len(own)), where=usable)
    found[own < 0] = np.nan
    return found


def _gather(into: NDArray[np.signedinteger], count: int) -> Any:
    """The sparse matrix (count, len(into)) that adds up what goes into the same place; -1 goes nowhere."""
    from scipy.sparse import csr_array

    kept = np.flatnonzero(into >= 0)
    return csr_array((np.ones(len(kept)), (into[kept], kept)), shape=(count, len(into)))
