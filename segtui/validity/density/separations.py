"""How near each cluster comes to another in mutual reachability, between inner rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtui.clustering.density.kd_trees import BlockTree
from segtui.clustering.density.neighbours import Neighbours
from segtui.validity.density.plain import separation
from segtui.validity.density.trees import Cluster
from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Labels


def pairwise(values: Floats, clusters: Sequence[Cluster]) -> Floats:
    """The least of each of c clusters to all others (c), pair by pair."""
    kept = [(values[each.rows[each.tree.inner]], each.core[each.tree.inner]) for each in clusters]
    nearest = np.full(len(clusters), np.inf)
    for i in range(len(clusters)):
        for j in range(i):
            apart = separation(*kept[i], *kept[j])
            nearest[i], nearest[j] = min(nearest[i], apart), min(nearest[j], apart)
    return nearest


def searched(tree: BlockTree, near: Neighbours, clusters: Sequence[Cluster]) -> Floats:
    """The same by walks of a tree that holds all n rows, by which no row is measured that can't be nearer.

    `near` has some neighbours of every row: where they are in another cluster, the walks know a bound from the start.
    """
    from segtui.clustering.kernels.edge_search import parts_of_nodes, search

    rows = len(near.rows)
    core, part = np.full(rows, np.inf), np.full(rows, len(clusters), np.int32)
    for at, each in enumerate(clusters):
        inner = each.rows[each.tree.inner]
        core[inner], part[inner] = each.core[each.tree.inner] ** 2, at
    slot_core = np.asarray(tree.by_slot(core, np.inf), dtype=np.float64)
    node_core = tree.lowest(slot_core)
    slot_part, node_part = np.full(tree.slots, -1, np.int32), np.empty(len(node_core), np.int32)
    parts_of_nodes(tree.rows, part, tree.leaves.shape[2], len(tree.boxes), tree.fan, slot_part, node_part)
    best = _bounds(near, core, part, len(clusters))
    nearest = best[:-1].copy()
    asked = np.flatnonzero(slot_core < np.append(best, -1.0)[slot_part])  # unused slots have part -1
    asked = asked[np.argsort(slot_part[asked], kind="stable")]
    own = slot_part[asked]
    lower, found = slot_core[asked], np.empty(len(asked), np.int32)
    search(
        tree.leaves, tree.rows, tree.boxes, tree.fan, slot_core, node_core, slot_part, node_part, best,
        asked, lower, found, 0, len(asked),
    )  # fmt: skip
    met = found >= 0
    np.minimum.at(nearest, own[met], lower[met])
    return np.sqrt(nearest)


def _bounds(near: Neighbours, core: Floats, part: Labels, clusters: int) -> Floats:
    """The least squared mutual reachability of each cluster among neighbours' pairs, and infinity for what is none."""
    best = np.full(clusters + 1, np.inf)
    for others, squared in zip(near.rows.T, near.squared.T, strict=True):
        apart = (part[others] != part) & np.isfinite(core) & np.isfinite(core[others])
        weight = np.maximum(np.maximum(squared[apart], core[apart]), core[others[apart]])
        np.minimum.at(best, part[apart], weight)
        np.minimum.at(best, part[others[apart]], weight)
    best[-1] = np.inf
    return best
