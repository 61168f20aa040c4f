"""Silhouettes of rows in many labelings: by kernels, 64 rows at a time, or in NumPy for small tables."""

from __future__ import annotations

from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.validity.label_aggregation import folding
from segtui.validity.pairwise import Floats, Pairs
from segtui.validity.refinement import Indices, Labels, Refinement, groups

SINGLE_ROWS = 20_000
SINGLE_ERROR = 1e-6
BLOCK = 256


class Lanes:
    """The silhouettes of any rows, each against all rows, in every labeling of a refinement.

    Distances are float64 by differences. Past 20,000 rows they are float32 (twice as fast), summed in float64, if on
    64 evenly spaced rows no silhouette in any labeling changes by more than 1e-6: a mean over rows then changes by far
    less (about 1e-10). Memory: 1 KiB or two for each class and thread, whatever n.
    """

    block = BLOCK

    def __init__(self, values: Floats, refinement: Refinement) -> None:
        """`values` (n, d) are in class order and at most about 1 in size."""
        self.refinement = refinement
        self._folding = folding(refinement)
        self._sizes = np.concatenate(refinement.sizes)
        self._starts = np.cumsum([0, *map(len, refinement.sizes)])[:-1].astype(np.int64)
        self._room = local()
        self._values: NDArray[np.floating] = padded(values)
        if len(values) > SINGLE_ROWS:
            self._values = self._single(self._values)

    @property
    def single(self) -> bool:
        """Whether distances are float32."""
        return self._values.dtype == np.float32

    def of(self, places: Indices) -> Floats:
        """Silhouettes of the rows at some places of the class order: (L, places), NaN for noise."""
        found = [self._lanes(places[at : at + self._width]) for at in range(0, len(places), self._width)]
        return np.concatenate(found, axis=1) if found else np.empty((self.refinement.labelings, 0))

    @property
    def _width(self) -> int:
        from segtui.validity.kernels.class_sums import LANES

        return LANES

    def _lanes(self, places: Indices) -> Floats:
        """The same for at most 64 rows; fewer are filled up with the last of them."""
        from segtui.validity.kernels import silhouette

        lanes, kind = self._width, self._values.dtype
        filled = np.concatenate([places, np.repeat(places[-1:], lanes - len(places))])
        own = self.refinement.table[self.refinement.row_class[filled]]
        points = np.ascontiguousarray(self._values[filled].T)
        work = self._work(lanes)
        sums = silhouette.single_sums if self.single else silhouette.double_sums
        sums(self._values, self.refinement.starts, points, np.empty(lanes, kind), np.empty(lanes, kind), work)
        found = np.empty((self.refinement.labelings, lanes))
        silhouette.fold(work, self._folding.nodes, self._folding.maps, self._starts, self._sizes, own, found)
        return found[:, : len(places)]

    def _work(self, lanes: int) -> Floats:
        """Buffers for one thread, kept for its next rows."""
        if not hasattr(self._room, "work"):
            self._room.work = np.empty((self._folding.slots, lanes))
        work: Floats = self._room.work
        return work

    def _single(self, precise: NDArray[np.floating]) -> NDArray[np.floating]:
        """The values as float32, or unchanged if that would matter."""
        few = np.linspace(0, len(precise) - 1, self._width).astype(np.intp)
        expected = self.of(few)
        # float32 has the most digits to spare near 0.
        self._values = (precise - precise.mean(axis=0)).astype(np.float32)
        rough = bool(np.nanmax(np.abs(self.of(few) - expected), initial=0.0) > SINGLE_ERROR)
        return precise if rough else self._values


def padded(values: Floats) -> Floats:
    """The values (n, d) with columns of zeros up to a multiple of four, as the kernels want them."""
    missing = -values.shape[1] % 4
    return np.ascontiguousarray(np.pad(values, ((0, 0), (0, missing))) if missing else values)


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
