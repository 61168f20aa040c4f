"""Scores many labelings of the same rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.shared_structures import SharedStructures
from segtui.language.sentences import say
from segtui.validity.indices import LANE_CLASSES, measure_indices
from segtui.validity.pairwise import thread_count
from segtui.validity.refinement import REFINED_CLASSES, Labels, compact
from segtui.validity.sample import SAMPLE_ROWS
from segtui.validity.scores import Scores
from segtui.validity.silhouette_batches import SINGLE_ROWS

EXACT_ROWS = 50_000

Tick = Callable[[float], None]


def score(
    values: NDArray[np.float64],
    labelings: Sequence[NDArray[np.int32]],
    *,
    seed: int = 0,
    exact_rows: int = EXACT_ROWS,
    sample_rows: int = SAMPLE_ROWS,
    space: SharedStructures | None = None,
    prove: bool = False,
    threads: int | None = None,
    tick: Tick | None = None,
) -> list[Scores]:
    """Silhouette, Dunn, Davies-Bouldin and Calinski-Harabasz of each labeling, from what the labelings share.

    Noise (-1) is dropped from every index; `coverage` and `noise_share` are shares of all n rows, and so is
    `smallest_share`, the size of the smallest cluster. With fewer than two clusters, or if every clustered row is its
    own cluster, no index is defined. The definitions stand at `row_silhouettes`, `dunn` and `Dispersion`.

    Past `exact_rows` rows the silhouette comes from a stratified sample of rows, each against all rows, with its
    standard error (see `estimate`); `refine_leaders` narrows it where the winner is not clear. Up to there it is exact
    to 1e-12, past 20,000 rows to 1e-6 (see `Lanes`). The other indices are never sampled; Dunn may be left an upper
    bound (`dunn_is_bound`, see `dunn`).

    Args:
        values: (n, d), finite: the scaled matrix.
        labelings: each (n), -1 is noise.
        seed: draws the sample.
        exact_rows: up to this many rows the silhouette is exact.
        sample_rows: past that, from about how many rows it comes.
        space: the same rows, if neighbours or trees may have been found for them already.
        prove: leave no upper bound, however long it takes.
        threads: at most this many; the result is the same to the last bit.
        tick: gets the share that is done, 0 to 1.

    Raises:
        ValueError: a labeling has another length, or a label below -1.
    """
    values = np.ascontiguousarray(values, dtype=np.float64)
    clean = [_checked(labels, len(values)) for labels in labelings]
    scores = [_cover(labels) for labels in clean]
    defined = [at for at, found in enumerate(scores) if not found.notes]
    if defined:
        indices = measure_indices(
            values,
            [clean[at] for at in defined],
            seed=seed,
            sample_rows=None if len(values) <= exact_rows else sample_rows,
            space=space,
            prove=prove,
            threads=threads,
            tick=tick,
        )
        for at, found in zip(defined, indices, strict=True):
            scores[at] = replace(scores[at], **found)
    return scores


def _checked(labels: Labels, rows: int) -> Labels:
    if len(labels) != rows:
        raise ValueError(f"a labeling has {len(labels):,} labels for {rows:,} rows")
    return compact(labels)


def memory(rows: int, columns: int, labelings: int, threads: int | None = None) -> int:
    """Bytes that `score` needs at its peak beside the matrix, the labelings and the libraries that it loads.

    Within a factor of two of what was measured at 1,000 to 1,000,000 rows of 8 columns with some 70 labelings; where
    labelings have thousands of clusters each, a few hundred MiB more.
    """
    classes = min(16 * rows**0.5, LANE_CLASSES)
    per_row = 8 * (4 * columns + 10) + 4 * labelings
    per_thread = 1_300 * classes + 2 * rows * columns + 2**22
    return int(2**23 + rows * per_row + thread_count(threads) * per_thread + 8 * classes * labelings)


def duration(rows: int, columns: int, labelings: int, threads: int | None = None) -> float:
    """Seconds that `score` takes with its kernels compiled: measured at 1,000 to 1,000,000 rows on two cores.

    Within a factor of two there for 8 columns and the current space; a proof of Dunn's index takes more where clusters
    lie far apart.
    """
    sampled = rows > EXACT_ROWS
    against = 1.5 * SAMPLE_ROWS if sampled else rows
    passes = 1 + labelings * rows / 6e7
    pairs = (2e-11 if rows > SINGLE_ROWS else 5e-11) * (columns + 4) * rows * against * passes
    folds = 2e-11 * against * labelings * max(REFINED_CLASSES, min(LANE_CLASSES, rows // 8))
    trees = labelings * rows * (5e-8 + 4e-7 * float((columns / 8) ** 2.6)) * float(min(rows / 1e5, 1.0) ** 0.2)
    rest = 0.05 + 6e-8 * labelings * rows
    return rest + (pairs + folds + trees) * 2 / thread_count(threads)


def _cover(labels: Labels) -> Scores:
    """The scores that need no distances, with a note if no index is defined."""
    rows, clustered = len(labels), int((labels >= 0).sum())
    sizes = np.bincount(labels[labels >= 0])
    notes: tuple[str, ...] = ()
    if len(sizes) < 2:
        notes = (say("one cluster: the indices need two") if len(sizes) else say("no cluster: the indices need two"),)
    elif len(sizes) == clustered:
        notes = (say("every clustered row is its own cluster: no index is defined"),)
    coverage = clustered / rows if rows else 0.0
    return Scores(
        clusters=len(sizes),
        coverage=coverage,
        noise_share=(rows - clustered) / rows if rows else 0.0,
        smallest_share=int(sizes.min()) / rows if len(sizes) else 0.0,
        largest_share=int(sizes.max()) / rows if len(sizes) else 0.0,
        notes=notes,
    )
