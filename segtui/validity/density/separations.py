"""How near each cluster comes to another in mutual reachability, between inner rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.validity.density.plain import separation
from segtui.validity.density.trees import Cluster
from segtui.validity.pairwise import Floats


def pairwise(values: Floats, clusters: Sequence[Cluster]) -> Floats:
    """The least of each of c clusters to all others (c), pair by pair."""
    kept = [(values[each.inner], each.core) for each in clusters]
    nearest = np.full(len(clusters), np.inf)
    for i in range(len(clusters)):
        for j in range(i):
            apart = separation(*kept[i], *kept[j])
            nearest[i], nearest[j] = min(nearest[i], apart), min(nearest[j], apart)
    return nearest


def blockwise(values: Floats, rank: NDArray[np.int64], clusters: Sequence[Cluster]) -> Floats:
    """The same by blocks of rows in the order of `rank` (n), of which none is measured that can't be nearer."""
    from segtui.validity.kernels.reach_apart import lay_out, nearest_clusters
    from segtui.validity.kernels.reach_blocks import BLOCK

    core = np.empty(len(values))
    filled = [-(-len(each.inner) // BLOCK) for each in clusters]
    slots = np.full((sum(filled), BLOCK), -1, np.int64)
    for each, last, blocks in zip(clusters, np.cumsum(filled), filled, strict=True):
        core[each.inner] = each.core * each.core
        slots[last - blocks : last].reshape(-1)[: len(each.inner)] = each.inner[np.argsort(rank[each.inner])]
    block_values = np.empty((len(slots), values.shape[1], BLOCK))
    block_core = np.empty((len(slots), BLOCK))
    boxes = np.empty((2, values.shape[1], len(slots)))
    lay_out(values, core, slots, block_values, block_core, boxes)
    nearest = np.full(len(clusters), np.inf)
    nearest_clusters(block_values, block_core, boxes, np.repeat(np.arange(len(clusters)), filled), nearest)
    return np.asarray(np.sqrt(nearest), dtype=np.float64)
