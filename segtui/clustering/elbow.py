"""Where the curve of inertia by k bends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtui.clustering.algorithm import Candidate

_FEWEST = 3


def elbow(candidates: Sequence[Candidate]) -> int | None:
    """The k at the knee of inertia by k (Kneedle: Satopää, Albrecht, Irwin and Raghavan 2011, S = 1).

    Both axes are scaled to 0..1; the elbow is where the falling curve lies furthest below the diagonal. None without
    inertias of three different k, and where the curve is so straight that the paper takes no point of it for a knee:
    where it comes no further below than the mean step from one k to the next. Of several algorithms with inertias the
    first counts.
    """
    measured = [(c.algorithm, c.parameters["k"], c.inertia) for c in candidates if c.inertia is not None]
    known = {k: inertia for name, k, inertia in measured if name == measured[0][0]}
    if len(known) < _FEWEST:
        return None
    k = np.array(sorted(known), dtype=np.float64)
    inertia = np.array([known[int(each)] for each in k])
    height = inertia.max() - inertia.min()
    if height <= 0:
        return None
    below = 1 - (k - k[0]) / (k[-1] - k[0]) - (inertia - inertia.min()) / height
    furthest = int(np.argmax(below))
    return int(k[furthest]) if below[furthest] > 1 / (k.size - 1) else None
