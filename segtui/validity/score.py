"""Scores many labelings of the same rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segtui.validity.measure import measure
from segtui.validity.pairs import BLOCK_BYTES, CHUNK, thread_count
from segtui.validity.refinement import Labels, compact
from segtui.validity.sample import SAMPLE_ROWS
from segtui.validity.scores import Scores

EXACT_ROWS = 50_000

Tick = Callable[[float], None]


def score(
    values: NDArray[np.float64],
    labelings: Sequence[NDArray[np.int32]],
    *,
    seed: int = 0,
    exact_rows: int = EXACT_ROWS,
    threads: int | None = None,
    tick: Tick | None = None,
) -> list[Scores]:
    """Silhouette, Dunn, Davies-Bouldin and Calinski-Harabasz of each labeling, from one pass over all pairs of rows.

    Noise (-1) is dropped from every index; `coverage` and `noise_share` are shares of all n rows, and so is
    `smallest_share`, the size of the smallest cluster. With fewer than two clusters, or every clustered row its own, no
    index is defined. The definitions stand at `row_silhouettes`, `Extremes` and `Dispersion`.

    Past `exact_rows` rows the silhouette comes from a stratified sample of rows against all rows, with its standard
    error (see `estimate`). Dunn is exact up to 100,000 rows (or `exact_rows` if that is more), then None with the
    reason; the centroid indices are always exact.

    Args:
        values: (n, d), finite: the scaled matrix.
        labelings: each (n), -1 is noise.
        seed: draws the sample.
        exact_rows: up to so many rows the silhouette is exact.
        threads: at most so many; the result is the same to the last bit.
        tick: hears the share that is done, 0 to 1.

    Raises:
        ValueError: a labeling has another length, or a label below -1.
    """
    values = np.ascontiguousarray(values, dtype=np.float64)
    for labels in labelings:
        if len(labels) != len(values):
            raise ValueError(f"a labeling has {len(labels):,} labels for {len(values):,} rows")
    clean = [compact(labels) for labels in labelings]
    scores = [_cover(labels) for labels in clean]
    defined = [at for at, found in enumerate(scores) if not found.notes]
    if defined:
        indices = measure(
            values, [clean[at] for at in defined], seed=seed, exact_rows=exact_rows, threads=threads, tick=tick
        )
        for at, found in zip(defined, indices, strict=True):
            scores[at] = replace(scores[at], **found)
    return scores


def memory(rows: int, columns: int, labelings: int, threads: int | None = None) -> int:
    """Bytes that `score` needs at its peak beside the matrix and the labelings: a forecast, from above."""
    per_row = 8 * columns + 6 * labelings + 128
    per_thread = BLOCK_BYTES + 8 * CHUNK * 256 * 2
    return rows * per_row + thread_count(threads) * per_thread + 2 * SAMPLE_ROWS * (labelings + columns + 4) * 8 + 2**25


def _cover(labels: Labels) -> Scores:
    """What needs no distances; a note where no index is defined."""
    rows, clustered = len(labels), int((labels >= 0).sum())
    sizes = np.bincount(labels[labels >= 0])
    notes: tuple[str, ...] = ()
    if len(sizes) < 2:
        notes = (f"{'one cluster' if len(sizes) else 'no cluster'}: the indices need two",)
    elif len(sizes) == clustered:
        notes = ("every clustered row is its own cluster: no index is defined",)
    coverage = clustered / rows if rows else 0.0
    return Scores(
        clusters=len(sizes),
        coverage=coverage,
        noise_share=(rows - clustered) / rows if rows else 0.0,
        smallest_share=int(sizes.min()) / rows if len(sizes) else 0.0,
        notes=notes,
    )
