"""How much of each group of a labeling another labeling has, from their table of counts."""

from __future__ import annotations

import numpy as np

from segtui.validity.pairwise import Floats
from segtui.validity.refinement import Labels


def counts(left: Labels, right: Labels, groups: int = 0) -> Floats:
    """Rows by label of two labelings: (a + 1, b + 1), noise (-1) in the last row and column.

    On the left there are at least this many `groups`, also where these rows are in fewer.
    """
    width, height = int(right.max(initial=-1)) + 2, max(int(left.max(initial=-1)) + 1, groups) + 1
    cells = (left.astype(np.intp) % height) * width + right.astype(np.intp) % width
    return np.bincount(cells, minlength=height * width).reshape(height, width).astype(np.float64)


def jaccard(table: Floats) -> Floats:
    """For each group on the left, and noise in the last place, the best Jaccard index on the right: NaN without rows.

    Noise is compared only with noise, groups only with groups, as fpc's clusterboot does.
    """
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0) - table
    shares = np.divide(table, union, out=np.zeros(table.shape), where=union > 0)
    found = np.append(shares[:-1, :-1].max(axis=1, initial=0.0), shares[-1, -1])
    return np.where(table.sum(axis=1) > 0, found, np.nan)
