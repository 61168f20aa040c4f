"""Numbers the segments by falling size, so that segment 0 is the largest whatever the algorithm called it."""

from __future__ import annotations

import numpy as np

from segtui.clustering.algorithm import Labels


def relabel(labels: Labels) -> tuple[Labels, dict[int, int]]:
    """The labels (int32, n) as 0, 1, … by falling size, and what each old label became.

    Segments of one size are in the order of their first rows. Noise stays -1 and is not in the mapping.
    """
    old, first, counts = np.unique(labels[labels != -1], return_index=True, return_counts=True)
    by_size = old[np.lexsort((first, -counts))]
    mapping = {int(label): new for new, label in enumerate(by_size)}
    if not mapping:
        return np.full(labels.shape, -1, dtype=np.int32), mapping
    new_of = np.array([mapping[int(label)] for label in old], dtype=np.int32)
    place = np.minimum(np.searchsorted(old, labels), len(old) - 1)
    return np.where(labels == -1, np.int32(-1), new_of[place]).astype(np.int32), mapping
