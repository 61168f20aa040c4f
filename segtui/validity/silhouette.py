"""Silhouettes of rows, from their sums of distances to classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.validity.pairs import Floats, Pairs, in_threads
from segtui.validity.refinement import Indices, Labels, Refinement, compact, groups, refine


def row_silhouettes(
    values: Floats,
    labels: NDArray[np.int32],
    *,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> Floats:
    """The silhouette of each row of one labeling, exact: (n), -1 to 1, NaN for noise.

    (b - a) / max(a, b), where a is the mean distance to the other rows of the row's own cluster and b the smallest mean
    distance to the rows of another one; 0 for a row alone in its cluster and where a = b = 0. Noise (-1) is dropped.
    All NaN with fewer than two clusters.

    Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster analysis.
    Journal of Computational and Applied Mathematics 20, 53-65.

    Args:
        values: (n, d), finite.
        labels: (n), -1 is noise.
        threads: at most so many; the result is the same to the last bit.
        tick: hears the share that is done, 0 to 1.
    """
    found = np.full(len(labels), np.nan)
    clean = compact(labels)
    if clean.max(initial=-1) < 1:
        return found
    (refinement,) = refine([clean])
    pairs = Pairs(np.asarray(values, dtype=np.float64), refinement)
    fold = Fold(refinement)
    starts = range(0, len(clean), pairs.block)

    def block(start: int) -> Floats:
        rows = slice(start, start + pairs.block)
        (found,) = fold.silhouettes(pairs.sums(pairs.values[rows]), refinement.row_class[rows])
        return np.asarray(found)

    found[refinement.order] = np.concatenate(list(in_threads(block, starts, threads, tick)))
    return found


class Fold:
    """Folds what was summed per class into clusters, labeling by labeling.

    `groups` are the labelings in groups, `sizes` the rows of each cluster, one array per labeling.
    """

    def __init__(self, refinement: Refinement) -> None:
        counts = np.diff(refinement.starts)
        self.refinement = refinement
        self.groups = groups(refinement)
        self.sizes = [_sizes(counts, refinement.table[:, at]) for at in range(refinement.labelings)]
        self._into = [_gather(group.into, group.classes) for group in self.groups]
        self._clusters = [_gather(labels, int(labels.max()) + 1) for group in self.groups for labels in group.table.T]

    def silhouettes(self, sums: Floats, classes: Indices) -> Floats:
        """Silhouettes of some rows in every labeling: (L, rows), NaN for noise.

        Args:
            sums: (U, rows) sum of distances to the rows of each class.
            classes: (rows) class of each row.
        """
        found = np.empty((self.refinement.labelings, len(classes)))
        for group, into in zip(self.groups, self._into, strict=True):
            summed = sums if group.classes == len(sums) else into @ sums
            own = group.table[group.into[classes]]
            for at in range(group.first, group.last):
                found[at] = _silhouettes(self._clusters[at] @ summed, own[:, at - group.first], self.sizes[at])
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


def _sizes(counts: Indices, labels: Labels) -> Floats:
    kept = labels >= 0
    return np.asarray(np.bincount(labels[kept], weights=counts[kept]), dtype=np.float64)
