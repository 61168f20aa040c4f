"""How sure the silhouette of a random sample is as that of all rows that the sample was drawn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtui.validity.indices import silhouette_of
from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Labels, compact

GROUPS, GROUP_ROWS = 20, 2_500


def drawn_errors(values: Floats, labelings: Sequence[Labels], seed: int) -> list[float | None]:
    """The standard error of the silhouette of each labeling (m) of rows (m, d) that were drawn at random.

    The rows fall at random into 20 groups, and each has a silhouette of its own: how these vary says how that of the
    whole sample does. The spread of single rows' silhouettes would be too small, for with other rows drawn every row
    would have other distances too. None where fewer than two groups have a silhouette.

    Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd ed., chapter 2 (random groups).
    """
    rows = min(GROUP_ROWS, len(values) // GROUPS)
    order = np.random.default_rng(seed).permutation(len(values))
    groups = [np.sort(order[at * rows : (at + 1) * rows]) for at in range(GROUPS)]
    found = np.array([_silhouettes(values[own], [labels[own] for labels in labelings], seed) for own in groups])
    shrunk = np.sqrt(rows / max(1, len(values)))
    return [_spread(each[~np.isnan(each)], shrunk) for each in found.T]


def _spread(silhouettes: Floats, shrunk: float) -> float | None:
    return float(silhouettes.std(ddof=1) * shrunk) if len(silhouettes) > 1 else None


def _silhouettes(values: Floats, labelings: Sequence[Labels], seed: int) -> Floats:
    """The silhouette of each labeling, NaN where it has none."""
    found = np.full(len(labelings), np.nan)
    clean = [compact(labels) for labels in labelings]
    defined = [at for at, labels in enumerate(clean) if 1 <= labels.max(initial=-1) < (labels >= 0).sum() - 1]
    if defined:
        indices = silhouette_of(values, [clean[at] for at in defined], seed, None, None, None)
        found[defined] = [each.get("silhouette", np.nan) for each in indices]
    return found
