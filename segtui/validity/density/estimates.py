"""DBCV of many labelings at any number of rows: exact, or past 20,000 rows from samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.shared_structures import SharedStructures
from segtui.validity.density.dbcv import duration as exact_duration
from segtui.validity.density.dbcv import validities

EXACT_ROWS = 20_000
"""Up to this many rows DBCV is exact."""

SAMPLES, SAMPLE_ROWS = 4, 5_000
T_95 = 3.182
"""Half of a 95 % interval in standard errors of a mean of four."""


@dataclass(frozen=True)
class DbcvEstimate:
    """DBCV, None where it is undefined, and its standard error, 0 where it is exact."""

    value: float | None
    error: float = 0.0


def estimates(
    values: NDArray[np.float64],
    labelings: Sequence[NDArray[np.int32]],
    *,
    seed: int = 0,
    space: SharedStructures | None = None,
    exact_rows: int = EXACT_ROWS,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> list[DbcvEstimate]:
    """DBCV of each labeling; see `validities`.

    Past `exact_rows` rows it is the mean over four samples of 5,000 rows that have none in common, with the standard
    error of that mean: what other samples of that size would have given.

    Args:
        values: (n, d), finite: the scaled matrix.
        labelings: each (n), -1 is noise.
        seed: draws the samples.
        space: the same rows, if neighbours may have been found for them already.
        exact_rows: up to this many rows all are used.
        threads: at most this many; the result is the same to the last bit.
        tick: hears the share that is done, 0 to 1.
    """
    if len(values) <= exact_rows:
        return [
            DbcvEstimate(each.value) for each in validities(values, labelings, space=space, threads=threads, tick=tick)
        ]
    rows = min(SAMPLE_ROWS, len(values) // SAMPLES)
    drawn = np.random.default_rng(seed).choice(len(values), (SAMPLES, rows), replace=False)
    found = []
    for at, sample in enumerate(np.sort(drawn, axis=1)):
        part = validities(values[sample], [labels[sample] for labels in labelings], threads=threads)
        found.append([each.value for each in part])
        if tick is not None:
            tick((at + 1) / SAMPLES)
    return [_mean(each) for each in zip(*found, strict=True)]


def duration(rows: int, columns: int, labelings: int) -> float:
    """Seconds that `estimates` takes with its kernels compiled, on two cores; within a factor of two."""
    if rows <= EXACT_ROWS:
        return exact_duration(rows, columns, labelings)
    return SAMPLES * exact_duration(SAMPLE_ROWS, columns, labelings)


def _mean(found: Sequence[float | None]) -> DbcvEstimate:
    known = [value for value in found if value is not None]
    if len(known) < 2:
        return DbcvEstimate(None)
    return DbcvEstimate(float(np.mean(known)), float(np.std(known, ddof=1) / np.sqrt(len(known))))
