"""How far two labelings of the same rows agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def adjusted_rand_index(table: NDArray[np.float64] | NDArray[np.int64]) -> float:
    """The adjusted Rand index of a cross-tab of two labelings: 1 for the same partition, about 0 for chance, -0.5 to 1.

    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.

    Args:
        table: how many rows are in each cluster of the one and of the other, (clusters, clusters).
    """
    counts = np.asarray(table, np.float64)
    both, first, second = (_pairs(part) for part in (counts, counts.sum(axis=1), counts.sum(axis=0)))
    total = _pairs(counts.sum())
    chance = first * second / total if total else 0.0
    most = (first + second) / 2
    return 1.0 if most == chance else float((both - chance) / (most - chance))


def _pairs(counts: NDArray[np.float64] | np.float64) -> float:
    return float(np.sum(counts * (counts - 1)) / 2)
