"""Recurrence: how often the same groups come back, whatever the method and its parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.validity.agreement import agreements

Labels = NDArray[np.int32]
Floats = NDArray[np.float64]

POWER = 4
"""Agreement is raised to this power, so that only labelings that are nearly the same count."""


def recurrences(labelings: Sequence[Labels], counts: Sequence[int]) -> Floats:
    """The recurrence of each labeling, 0 to 1: its coverage × the mean of max(adjusted Rand index, 0)⁴ to all.

    The index is taken over the rows that both labelings give to a group (Hubert and Arabie 1985).

    Args:
        labelings: distinct ones, each (n), groups numbered from 0, -1 is noise.
        counts: how many candidates have this labeling; 0 for one that nothing is compared with (the others are).
    """
    weights = np.asarray(counts, np.float64)
    coverage = np.array([float((labels >= 0).mean()) for labels in labelings])
    firm = np.maximum(agreements(labelings), 0.0) ** POWER
    np.fill_diagonal(firm, 1.0)
    total = weights.sum()
    return coverage * (firm @ weights) / total if total else coverage * 0.0
