"""The most lasting clusters of one HDBSCAN tree for many smallest sizes, each in one pass over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels

Floats = NDArray[np.float64]
Extracted = tuple[Labels, Floats, dict[str, Floats]]


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
