"""All-points core distances of every row in every labeling, from distances that are measured once."""

from __future__ import annotations

from threading import local

import numpy as np

from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.compiled import in_threads
from segtui.validity.density.plain import ROWS, cores_of
from segtui.validity.label_aggregation import folding
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices, Refinement
from segtui.validity.silhouette_batches import padded

SAFE = 1e250
"""Sums of powers beyond this, or below its inverse, are computed again from the row's own cluster."""


class CoreDistances:
    """Core distances of rows in the labelings of one refinement; see `plain.core_distances`.

    Powers are summed from a row to each class, then folded into the labelings' clusters. They are relative to the
    distance of the row's nearest other row, so that in few cases only a cluster has to be gone through again, where the
    sum overflows or vanishes.
    """

    def __init__(self, space: SharedStructures, refinement: Refinement) -> None:
        self.refinement = refinement
        self._values = space.values[refinement.order]
        self._padded = padded(self._values)
        self._folding = folding(refinement)
        self._scale = _nearest_squared(space)[refinement.order]
        self._table = np.ascontiguousarray(refinement.table, dtype=np.int32)
        self._sizes = np.concatenate(refinement.sizes).astype(np.int64)
        self._starts = np.cumsum([0, *(len(sizes) for sizes in refinement.sizes[:-1])])
        self._room = local()

    def all(self, threads: int | None) -> Floats:
        """The core distances of all rows, (L, n) in the order of the rows; 0 for noise."""
        from segtui.validity.kernels.class_sums import LANES

        rows = len(self._values)
        blocks = [np.arange(at, min(at + LANES, rows)) for at in range(0, rows, LANES)]
        found = np.empty((self.refinement.labelings, rows))
        for places, cores in zip(blocks, in_threads(self._block, blocks, thread_count(threads)), strict=True):
            found[:, self.refinement.order[places]] = cores
        self._mend(found)
        return found

    def _block(self, places: Indices) -> Floats:
        """The core distances at up to 64 places of the class order, (L, places); -1 where the sum is not safe."""
        from segtui.validity.kernels import class_sums, power_sums

        lanes = class_sums.LANES
        filled = np.concatenate([places, np.repeat(places[-1:], lanes - len(places))])
        own = self._table[self.refinement.row_class[filled]]
        if not hasattr(self._room, "work"):
            self._room.work = np.empty((self._folding.slots, lanes))
        columns, scale = self._values.shape[1], self._scale[filled]
        points = np.ascontiguousarray(self._padded[filled].T)
        power_sums.power_sums(self._padded, self.refinement.starts, points, columns, scale, self._room.work)
        sums = np.empty((self.refinement.labelings, lanes))
        power_sums.fold_own(self._room.work, self._folding.nodes, self._folding.maps, own, sums)
        cores = np.empty_like(sums)
        power_sums.to_core_distances(sums, own, self._sizes, self._starts, scale, columns, SAFE, cores)
        return cores[:, : len(places)]

    def _mend(self, found: Floats) -> None:
        """Measure again the core distances that are -1, from the rows of their clusters."""
        labelings, rows = np.nonzero(found < 0)
        if not len(rows):
            return
        place = np.empty(len(self._values), np.intp)
        place[self.refinement.order] = np.arange(len(self._values))
        row_class = self.refinement.row_class
        for at in np.unique(labelings):
            labels = self._table[row_class, at]
            some = place[rows[labelings == at]]
            for label in np.unique(labels[some]):
                asked, cluster = some[labels[some] == label], self._values[labels == label]
                for first in range(0, len(asked), ROWS):
                    part = asked[first : first + ROWS]
                    found[at, self.refinement.order[part]] = cores_of(self._values[part], cluster)


def _nearest_squared(space: SharedStructures) -> Floats:
    """The squared distance of each row (n) to the nearest that is not equal, or something like it."""
    near = space.neighbours(min(1, space.rows - 1)).squared[:, 0]
    apart = near[near > 0]
    return np.where(near > 0, near, np.median(apart) if len(apart) else 1.0)
