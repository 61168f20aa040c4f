"""Recurrence: how often the same groups come back, whatever the method and its parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.compiled import in_threads
from segtui.validity.agreement import adjusted_rand_index
from segtui.validity.pairwise import thread_count

Labels = NDArray[np.int32]
Floats = NDArray[np.float64]

POWER = 4
"""Agreement is raised to this power, so that only labelings that are nearly the same count."""


def recurrences(labelings: Sequence[Labels], counts: Sequence[int], threads: int | None = None) -> Floats:
    """The recurrence of each labeling, 0 to 1: its coverage × the mean of max(adjusted Rand index, 0)⁴ to all.

    The index is taken over the rows that both labelings give to a group (Hubert and Arabie 1985).

    Args:
        labelings: distinct ones, each (n), groups numbered from 0, -1 is noise.
        counts: how many candidates have this labeling; 0 for one that nothing is compared with (the others are).
        threads: at most this many; the result is the same to the last bit.
    """
    weights = np.asarray(counts, np.float64)
    coverage = np.array([float((labels >= 0).mean()) for labels in labelings])
    firm = np.eye(len(labelings))
    pairs = [(i, j) for i in range(len(labelings)) for j in range(i) if counts[i] or counts[j]]
    agreement = in_threads(
        lambda pair: _agreement(labelings[pair[0]], labelings[pair[1]]), pairs, thread_count(threads)
    )
    for (i, j), value in zip(pairs, agreement, strict=True):
        firm[i, j] = firm[j, i] = value**POWER
    total = weights.sum()
    return coverage * (firm @ weights) / total if total else coverage * 0.0


def _agreement(one: Labels, other: Labels) -> float:
    """The adjusted Rand index over the rows in a group of both, at least 0; 0 where fewer than two are."""
    width = int(other.max(initial=-1)) + 1
    both = (one >= 0) & (other >= 0)
    if both.sum() < 2:
        return 0.0
    cells = np.bincount(one[both].astype(np.int64) * width + other[both])
    table = np.concatenate([cells, np.zeros(-len(cells) % width)]).reshape(-1, width)
    return max(adjusted_rand_index(table), 0.0)
