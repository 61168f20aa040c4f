"""The silhouette of each row, or of a sample where there are many rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.family import Labels
from segtui.validity import silhouette
from segtui.validity.pairs import Pairs, in_threads
from segtui.validity.refinement import compact, refine

Floats = NDArray[np.float64]

PAIRS = 50_000_000
MOST_SAMPLED = 5_000
FEWEST_SAMPLED = 1_000


def row_silhouettes(values: Floats, labels: Labels, tick: Callable[[float], None] | None = None) -> Floats:
    """(n) from -1 to 1, each against all rows; NaN for noise and for fewer than two clusters.

    Past about 7,000 rows only those of 5,000 to 1,000 rows are computed, the same share of each cluster, and the others
    are NaN.
    """
    if sampled(len(values)) == len(values):
        return silhouette.row_silhouettes(values, labels, tick=tick)
    found = np.full(len(labels), np.nan)
    clean = compact(labels)
    if clean.max(initial=-1) < 1:
        return found
    (refinement,) = refine([clean])
    pairs, fold = Pairs(values, refinement), silhouette.Fold(refinement)
    # `order` sorts the rows by class, so evenly spaced places in it give each cluster its share.
    places = np.linspace(0, len(refinement.order) - 1, sampled(len(values))).astype(np.intp)

    def block(start: int) -> Floats:
        part = places[start : start + pairs.block]
        (each,) = fold.silhouettes(pairs.sums(pairs.values[part]), refinement.row_class[part])
        return np.asarray(each)

    starts = range(0, len(places), pairs.block)
    found[refinement.order[places]] = np.concatenate(list(in_threads(block, starts, None, tick)))
    return found


def sampled(rows: int) -> int:
    """Of how many of so many rows the silhouette is computed."""
    if rows * rows <= PAIRS:
        return rows
    return min(MOST_SAMPLED, max(FEWEST_SAMPLED, PAIRS // rows))
