"""Centroids of many labelings, and how far their rows lie from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices, Labels, Refinement

ROWS = 16_384


@dataclass(frozen=True)
class Spread:
    """Summed over the rows of each cluster of one labeling: squared distance to the centroid, and distance."""

    squares: Floats
    radius: Floats


class Centroids:
    """Centroids of every labeling, as weighted means of class means; `values` (n, d) is in class order.

    All coordinates are taken from the mean of all rows (`shift`), so that a far origin costs no digits. `rounding` is
    how far apart two equal centroids can come out.
    """

    def __init__(self, values: Floats, refinement: Refinement, threads: int | None = None) -> None:
        self.refinement = refinement
        self.values = values
        self.shift = values.mean(axis=0)
        self.threads = threads
        self._counts = np.diff(refinement.starts).astype(np.float64)
        columns = zip(values.T, self.shift, strict=True)
        self._sums = [np.add.reduceat(column - shift, refinement.starts[:-1]) for column, shift in columns]
        largest = float(np.abs(values).max())
        self.rounding = 8 * float(np.finfo(np.float64).eps) * largest * float(np.sqrt(values.shape[1]))

    def of(self, labeling: int) -> tuple[Floats, Floats]:
        """Centroids (K, d) and sizes (K) of the clusters of one labeling."""
        labels = self.refinement.table[:, labeling]
        kept = labels >= 0
        size = np.asarray(np.bincount(labels[kept], weights=self._counts[kept]), dtype=np.float64)
        sums = [np.bincount(labels[kept], weights=column[kept]) for column in self._sums]
        return np.stack(sums, axis=1) / size[:, None], size

    def together(self, labelings: list[int]) -> tuple[Floats, Floats, Indices]:
        """Centroids and sizes of the clusters of several labelings one after the other, and where each starts."""
        each = [self.of(at) for at in labelings]
        starts = np.cumsum([0, *(len(size) for _, size in each)]).astype(np.int64)
        return np.concatenate([centers for centers, _ in each]), np.concatenate([size for _, size in each]), starts

    @cached_property
    def spreads(self) -> list[Spread]:
        """How far the rows of every labeling lie from their centroids."""
        labelings = list(range(self.refinement.labelings))
        if worthwhile(len(self.values)):
            return self._compiled(labelings)
        return [self._plain(at) for at in labelings]

    def blocks(self, labeling: int) -> Iterator[tuple[Labels, Floats]]:
        """Clustered rows in class order, block by block: their label (rows) and their values (rows, d)."""
        labels = self.refinement.table[:, labeling]
        for first in range(0, len(self.values), ROWS):
            own = labels[self.refinement.row_class[first : first + ROWS]]
            kept = own >= 0
            yield own[kept], self.values[first : first + ROWS][kept] - self.shift

    def _plain(self, labeling: int) -> Spread:
        centers, size = self.of(labeling)
        squares, radius = np.zeros(len(size)), np.zeros(len(size))
        for own, rows in self.blocks(labeling):
            away = rows - centers[own]
            squared = np.einsum("ij,ij->i", away, away)
            squares += np.bincount(own, weights=squared, minlength=len(size))
            radius += np.bincount(own, weights=np.sqrt(squared), minlength=len(size))
        return Spread(squares, radius)

    def _compiled(self, labelings: list[int]) -> list[Spread]:
        from segtui.validity.kernels.centroids import spread

        centers, _, starts = self.together(labelings)
        row_class, table = self.refinement.row_class, self.refinement.table

        def part(first: int) -> Floats:
            found = np.zeros((len(centers), 2))
            last = min(first + ROWS, len(self.values))
            spread(self.values, self.shift, row_class, table, centers, starts, first, last, found)
            return found

        total = np.zeros((len(centers), 2))
        for found in in_threads(part, range(0, len(self.values), ROWS), thread_count(self.threads)):
            total += found
        return [Spread(total[first:last, 0], total[first:last, 1]) for first, last in pairwise(starts)]
