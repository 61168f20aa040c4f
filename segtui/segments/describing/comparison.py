"""The comparison of the segments: each measure's figures in each segment against all rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.segments.measures import measures

_ROUNDING = 1e-14
SCHEMA: dict[str, type[pl.DataType]] = {
    "segment": pl.Int64,
    "segment_name": pl.String,
    "feature": pl.String,
    "count": pl.Int64,
    "mean": pl.Float64,
    "median": pl.Float64,
    "std": pl.Float64,
    "share_missing": pl.Float64,
    "overall_mean": pl.Float64,
    "effect_size": pl.Float64,
}


def comparison(
    frame: pl.DataFrame, labels: Labels, names: Mapping[int, str], *, id: str, codes: Collection[str] = ()
) -> pl.DataFrame:
    """One row per segment and measure, with the columns of comparison.csv; noise last, as segment -1.

    `frame` holds the rows that were clustered, with inputs and features; `labels` (n) their segments. Booleans count
    as 0 and 1; a text column of up to 20 distinct values has a row for each as "column=value", 1 where a row has
    it, so that its mean is the share among the rows that have any, and so has a column in `codes`, whose numbers are
    names. Dates and longer texts are left out.

    `count` is the number of cells that are there and `share_missing` (0 to 1) the share of the segment's rows where
    none is; NaN counts as missing. `std` has ddof 1. `effect_size` is the standardised difference (segment mean -
    overall mean) / overall std (ddof 0), over all rows with noise: in standard deviations, the same formula for
    shares, where the std is sqrt(p (1 - p)). Undefined figures are null.
    """
    segments = _segments(labels)
    order = np.argsort(labels, kind="stable")
    sorted_labels = labels[order]
    spans = [slice(*np.searchsorted(sorted_labels, [s, s + 1]).tolist()) for s in segments]
    rows: dict[int, list[dict[str, Any]]] = {s: [] for s in segments}
    with np.errstate(invalid="ignore", over="ignore"):
        for measure in measures(frame, id=id, codes=codes):
            known = measure.values[~np.isnan(measure.values)]
            overall, spread = _mean(known), _spread(known)
            by_segment = measure.values[order]
            for segment, span in zip(segments, spans, strict=True):
                figures = _figures(by_segment[span], overall, spread)
                name = names.get(segment, "Noise" if segment == -1 else str(segment))
                head = {"segment": segment, "segment_name": name, "feature": measure.name}
                rows[segment].append(head | figures)
    return pl.DataFrame([row for s in segments for row in rows[s]], schema=SCHEMA)


def _segments(labels: Labels) -> list[int]:
    found = np.unique(labels).tolist()
    return [s for s in found if s != -1] + [-1] * (-1 in found)


def _figures(values: NDArray[np.float64], overall: float, spread: float) -> dict[str, float | None]:
    known = values[~np.isnan(values)]
    median = float(np.median(known)) if len(known) else float("nan")
    std = float(known.std(ddof=1)) if len(known) > 1 else float("nan")
    return figures_of(len(known), _mean(known), median, std, 1 - len(known) / len(values), overall, spread)


def figures_of(
    count: int, mean: float, median: float, std: float, missing: float, overall: float, spread: float
) -> dict[str, float | None]:
    """A segment's figures of a measure from its own, and the mean and std (ddof 0) over all rows; NaN becomes null."""
    apart = 0.0 if abs(mean - overall) <= _ROUNDING * abs(overall) else mean - overall
    figures = {
        "count": count,
        "mean": mean,
        "median": median,
        "std": std,
        "share_missing": missing,
        "overall_mean": overall,
        "effect_size": apart / spread if spread > 0 else float("nan"),
    }
    return {key: _defined(value) for key, value in figures.items()}


def _mean(known: NDArray[np.float64]) -> float:
    """The mean; 0 if it is only the rounding error of a sum of opposite numbers."""
    if not len(known):
        return float("nan")
    mean = float(known.mean())
    return 0.0 if abs(mean) <= _ROUNDING * float(np.abs(known).mean()) else mean


def _spread(known: NDArray[np.float64]) -> float:
    """The standard deviation (ddof 0); exactly 0 for a constant, whose computed one can be a rounding error."""
    return float(known.std()) if len(known) and known.min() < known.max() else 0.0


def _defined(value: float) -> float | None:
    return None if isinstance(value, float) and np.isnan(value) else value
