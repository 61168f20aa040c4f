"""The silhouettes of rows, each from its distances to all rows; of a sample where there are many rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.libraries.compiled import in_threads, worthwhile
from segtui.validity.pairwise import Floats, Pairs, thread_count
from segtui.validity.refinement import compact, refine
from segtui.validity.silhouette_batches import Folded, Lanes

PAIRS = 50_000_000
MOST_SAMPLED = 5_000
FEWEST_SAMPLED = 1_000


def row_silhouettes(
    values: Floats,
    labels: NDArray[np.int32],
    *,
    share: int | None = None,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> Floats:
    """The silhouette of each row of one labeling: (n), -1 to 1, NaN for noise.

    (b - a) / max(a, b), where a is the mean distance to the other rows of the row's own cluster and b the smallest mean
    distance to the rows of another one; 0 for a row alone in its cluster and where a = b = 0. Noise (-1) is dropped.
    All NaN with fewer than two clusters. Time grows with n times the rows asked for; past 20,000 rows to 1e-6 (see
    `Lanes`), else exact.

    Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster analysis.
    Journal of Computational and Applied Mathematics 20, 53-65.

    Args:
        values: (n, d), finite.
        labels: (n), -1 is noise.
        share: only of this many rows, the same share of each cluster, each against all rows; the others are NaN.
        threads: at most this many; the result is the same to the last bit.
        tick: gets the share that is done, 0 to 1.
    """
    found = np.full(len(labels), np.nan)
    clean = compact(labels)
    if clean.max(initial=-1) < 1:
        return found
    (refinement,) = refine([clean])
    # Rows stand cluster by cluster, so evenly spaced places give each cluster its share.
    places = np.linspace(0, len(labels) - 1, min(share or len(labels), len(labels))).astype(np.intp)
    rows = silhouettes(Pairs(np.asarray(values, dtype=np.float64), refinement))
    blocks = [places[at : at + rows.block] for at in range(0, len(places), rows.block)]
    each = [part[0] for part in in_threads(rows.of, blocks, thread_count(threads), tick)]
    found[refinement.order[places]] = np.concatenate(each)
    return found


def silhouettes(pairs: Pairs) -> Folded | Lanes:
    """What gives the silhouettes of rows in every labeling, by kernels where there are rows enough."""
    if worthwhile(len(pairs.values)):
        return Lanes(pairs.values, pairs.refinement)
    return Folded(pairs)


def sampled_silhouettes(values: Floats, labels: Labels, tick: Callable[[float], None] | None = None) -> Floats:
    """(n) from -1 to 1, each against all rows; NaN for noise and for fewer than two clusters.

    Past about 7,000 rows only those of 5,000 to 1,000 rows are computed, the same share of each cluster, and the others
    are NaN.
    """
    return row_silhouettes(values, labels, share=sampled(len(values)), tick=tick)


def sampled(rows: int) -> int:
    """Of how many of this many rows the silhouette is computed."""
    if rows * rows <= PAIRS:
        return rows
    return min(MOST_SAMPLED, max(FEWEST_SAMPLED, PAIRS // rows))
