"""HDBSCAN's condensed tree: the most lasting clusters for many smallest sizes, and their densities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.libraries.columns import cols

Floats = NDArray[np.float64]
Extracted = tuple[Labels, Floats, dict[str, Floats]]


Groups = NDArray[np.int64]
"""For each row (n) the first row that is equal to it."""


@dataclass(frozen=True)
class Descent:
    """A tree of n rows from the root down, level by level, each level from left to right: what all sizes share.

    `nodes` (2n - 1, below n is a row), their `sizes` in rows and the `density` (1 / distance) at which each parts.
    """

    nodes: NDArray[np.int32]
    sizes: NDArray[np.int32]
    density: Floats


def descent(merges: Floats) -> Descent:
    """Lay out a tree given as SciPy's merges (n - 1, 4), n of 2 or more."""
    from segtui.clustering.kernels.condense import unroll

    length = 2 * len(merges) + 1
    found = Descent(np.empty(length, np.int32), np.empty(length, np.int32), np.empty(length))
    unroll(np.ascontiguousarray(merges), found.nodes, found.sizes, found.density)
    return found


def most_lasting(tree: Descent, min_cluster_size: int) -> Extracted:
    """Labels (-1 is noise), strengths (0 to 1) and lives (see `lives`) of the clusters with the largest excess of mass.

    Never the cluster of all rows. Labels, their numbers included, and strengths are hdbscan's (`condense_tree`,
    `compute_stability`, `get_clusters`), in time that grows with n alone. Safe in threads, which run at once.

    Campello, Moulavi, Zimek and Sander (2015). Hierarchical density estimates for data clustering, visualization, and
    outlier detection. ACM TKDD 10, 5.

    Args:
        tree: from `descent`.
        min_cluster_size: 2 or more.
    """
    from segtui.clustering.kernels.condense import condense, select

    length = len(tree.nodes)
    rows = (length + 1) // 2
    owner, left = np.empty(length, np.int32), np.empty(length)
    room = 2 * rows // min_cluster_size + 2  # clusters that part no more are disjoint; of a binary tree they are half
    families, lives = np.empty((room, 2), np.int32), np.empty((room, 3))
    count = condense(tree.nodes, tree.sizes, tree.density, min_cluster_size, owner, left, families, lives)
    labels, strength, chosen = np.empty(rows, np.int32), np.empty(rows), np.empty(count, np.int32)
    found = select(tree.nodes, owner, left, families[:count], lives[:count], labels, strength, chosen)
    birth, death = lives[chosen[:found], 0], lives[chosen[:found], 1]
    return labels, strength, {"birth": birth, "death": death}


def lives(condensed: NDArray[Any], labels: NDArray[np.intp]) -> dict[str, Floats]:
    """`birth` and `death` of each cluster: the density (1 / distance) it parts from its parent at, and its last one.

    `condensed` is hdbscan's condensed tree (parent, child, lambda_val, child_size), `labels` (n) the clusters chosen
    from it, -1 for noise. The death is the highest density at which a row or a cluster leaves it, as hdbscan measures
    strengths by. Both are in the order of the labels.
    """
    rows = len(labels)
    leaf = np.empty(rows, dtype=np.int64)
    is_row = condensed["child"] < rows
    leaf[condensed["child"][is_row]] = condensed["parent"][is_row]
    edges = condensed[~is_row]
    above = {int(e["child"]): (int(e["parent"]), float(e["lambda_val"]), int(e["child_size"])) for e in edges}
    sizes = np.bincount(labels[labels >= 0])
    birth, death = np.zeros(len(sizes)), np.zeros(len(sizes))
    for number, size in enumerate(sizes.tolist()):
        cluster = int(leaf[np.argmax(labels == number)])
        while above[cluster][2] != size:  # every row below a chosen cluster has its label
            cluster = above[cluster][0]
        birth[number] = above[cluster][1]
        death[number] = condensed["lambda_val"][condensed["parent"] == cluster].max()
    return {"birth": birth, "death": death}


def equal_row_groups(values: Floats) -> Groups | None:
    """Which rows of `values` (n, d) are equal, treating 0.0 and -0.0 as equal; None if all are distinct."""
    if not values.shape[1]:
        return None
    frame = pl.from_numpy(values + 0.0)
    if frame.n_unique() == frame.height:
        return None
    first = frame.with_row_index("row").select(pl.col("row").first().over(pl.struct(cols(frame.columns))))["row"]
    return first.to_numpy().astype(np.int64)


def keep_groups_together(found: Extracted, groups: Groups | None) -> Extracted:
    """The same clusters, but equal rows are all in the one that most of them are in, of equally many the firmer one.

    Merges at one distance come in some order, and a cluster that is cut amid them may hold one of two equal rows. Where
    no equal rows are apart nothing changes. A cluster that loses all its rows is none: the numbers close up.
    """
    labels, strength, fitted = found
    if groups is None or not (apart := _apart(labels, groups)).any():
        return found
    rows = pl.DataFrame({"group": groups[apart], "label": labels[apart], "strength": strength[apart]})
    homes = (
        rows.group_by("group", "label")
        .agg(pl.len().alias("rows"), pl.col("strength").max())
        .sort("group", "rows", "strength", "label", descending=[False, True, True, True])
        .unique("group", keep="first", maintain_order=True)
    )
    at = np.searchsorted(homes["group"].to_numpy(), groups[apart])
    labels, strength = labels.copy(), strength.copy()
    labels[apart] = homes["label"].to_numpy()[at]
    strength[apart] = homes["strength"].to_numpy()[at]
    kept = np.unique(labels[labels >= 0])
    numbers = np.full(int(found[0].max()) + 2, -1, dtype=np.int32)
    numbers[kept] = np.arange(len(kept))
    return numbers[labels], strength, {name: each[kept] for name, each in fitted.items()}


def _apart(labels: NDArray[np.int32], groups: Groups) -> NDArray[np.bool_]:
    """The rows (n) of groups that have more than one label."""
    odd = np.zeros(len(groups), dtype=bool)
    odd[groups[labels != labels[groups]]] = True
    return odd[groups]
