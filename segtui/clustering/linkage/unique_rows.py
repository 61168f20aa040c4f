"""The rows that differ, with how often each is there: equal rows merge first, at height 0, whatever the linkage."""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp, ldexp

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import Floats
from segtui.clustering.linkage.dendrogram import Merges
from segtui.libraries.columns import cols

_FAR = 8  # standard deviations between the mean and zero from which centroids would lose digits


@dataclass(frozen=True)
class Distinct:
    """The m distinct of n rows: `values` (m, d), moved and scaled; `count` (m) how often each is there.

    Distances of `values` times `unit` are those of the rows. `node` (m) is the cluster that all rows equal to one make,
    and `merges` are the n - m merges that make them.
    """

    values: Floats
    unit: float
    count: Floats
    node: NDArray[np.int64]
    merges: Merges


def unique_rows(values: Floats) -> Distinct:
    """The distinct rows of `values` (n, d), n > 0, in their order."""
    frame = pl.from_numpy(values + 0.0)  # -0.0 is 0.0
    alike = (
        frame.with_row_index("row").select(pl.col("row").first().over(pl.struct(cols(frame.columns))))["row"].to_numpy()
    )
    first, count = np.unique(alike, return_counts=True)
    node, merges = _merged(alike, first, count)
    moved, unit = _at_ease(values[first] if len(first) < len(values) else values)
    return Distinct(moved, unit, count.astype(np.float64), node, merges)


def _merged(
    alike: NDArray[np.uint32], first: NDArray[np.uint32], count: NDArray[np.intp]
) -> tuple[NDArray[np.int64], Merges]:
    """Each distinct row's last cluster and the merges: its second to its first, its third to these two, and so on."""
    rows, extra = len(alike), np.flatnonzero(alike != np.arange(len(alike)))
    extra = extra[np.argsort(alike[extra], kind="stable")]
    made = rows + np.arange(len(extra))
    last = np.cumsum(count - 1)
    grown = np.concatenate([[0], made[:-1]]) if len(extra) else made
    begins = np.diff(alike[extra], prepend=rows) != 0
    merges = np.stack([extra, np.where(begins, alike[extra], grown)], axis=1)
    return np.where(count > 1, rows + last - 1, first).astype(np.int64), merges.astype(np.int64)


def _at_ease(values: Floats) -> tuple[Floats, float]:
    """The values near zero and of a size whose squares neither overflow nor vanish, and what they were divided by.

    Columns are moved by multiples of powers of two, and only where they are far from zero: whole numbers stay whole,
    and ties stay ties.
    """
    exponent = frexp(float(np.abs(values).max(initial=0.0)))[1]
    unit = 1.0 if -64 < exponent < 64 else ldexp(1.0, exponent - 1)
    scaled = values if unit == 1.0 else values / unit
    mean, deviation = scaled.mean(axis=0), scaled.std(axis=0)
    step = 2.0 ** np.floor(np.log2(np.where(deviation > 0, deviation, 1.0)))
    centre = np.where(np.abs(mean) > _FAR * deviation, np.rint(mean / step) * step, 0.0)
    return (scaled - centre if centre.any() else scaled), unit
