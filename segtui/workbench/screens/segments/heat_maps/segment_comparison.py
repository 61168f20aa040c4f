"""The comparison of the segments for the heatmap: means or medians as text, effect sizes as heat."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.figures import brief_percent
from widgets.drawing.axis import short_number

Measure = Literal["mean", "median"]
_YEARS = (1850, 2150)
LIMITS = (-2.0, 2.0)
"""Effect sizes (standard deviations) of the strongest colors."""


@dataclass(frozen=True)
class Figures:
    """`effects` (segments × features) in standard deviations, NaN where there is none; `texts` the same size."""

    segments: list[int]
    features: list[str]
    effects: NDArray[np.float64]
    texts: list[list[str]]


def figures(
    comparison: pl.DataFrame, measure: Measure, kinds: Mapping[str, str], judged: Collection[str] = ()
) -> Figures:
    """The table of a comparison (as comparison.csv): a row for each segment, noise last, the strongest features first.

    Before them stand those of the columns in `judged`, the outcomes.

    `kinds` says how the figures of a feature are written: share, year or number.

    A feature is as strong as its largest effect size in any segment but noise.
    """
    segments = comparison.get_column("segment").unique(maintain_order=True).to_list()
    names = comparison.get_column("feature").unique(maintain_order=True).to_list()
    shape = (len(segments), len(names))
    effects = comparison.get_column("effect_size").cast(pl.Float64).fill_null(float("nan")).to_numpy().reshape(shape)
    values = comparison.get_column(measure).cast(pl.Float64).fill_null(float("nan")).to_numpy().reshape(shape)
    told = np.array([segment >= 0 for segment in segments])
    strength = np.nan_to_num(np.abs(effects[told])).max(axis=0, initial=0.0)
    later = [not any(name == one or name.startswith(f"{one}=") for one in judged) for name in names]
    order = np.lexsort((-strength, later))
    features = [names[i] for i in order]
    told_as = [kinds.get(feature) or _kind(comparison, feature) for feature in features]
    texts = [[_said(v, k) for v, k in zip(row, told_as, strict=True)] for row in values[:, order].tolist()]
    return Figures(segments, features, effects[:, order], texts)


def _kind(comparison: pl.DataFrame, feature: str) -> str:
    """Whether the figures are of 0/1 values: only those have the variance that their mean implies.

    The variance (n - 1) of values between 0 and 1 is n / (n - 1) x mean x (1 - mean) where all are 0 or 1, else less.
    """
    rows = comparison.filter(pl.col("feature") == feature).drop_nulls("mean")
    mean, count = rows["mean"].to_numpy(), rows["count"].to_numpy()
    std = rows["std"].cast(pl.Float64).fill_null(0.0).to_numpy()
    implied = np.sqrt(np.clip(mean * (1 - mean), 0, None) * count / np.maximum(count - 1, 1))
    if ((mean >= 0) & (mean <= 1)).all() and np.allclose(std, implied, rtol=1e-6, atol=1e-9):
        return "share"
    middle = rows["median"].to_numpy()
    whole = bool((middle * 2 == np.rint(middle * 2)).all() and len(middle))
    within = bool(((middle >= _YEARS[0]) & (middle <= _YEARS[1])).all() and (std < _YEARS[1] - _YEARS[0]).all())
    return "year" if whole and within else "number"


def _said(value: float, kind: str) -> str:
    """A short figure: shares as percentages, no commas in years."""
    if np.isnan(value):
        return ""
    if kind == "share":
        return brief_percent(value)
    return f"{value:.0f}" if kind == "year" else short_number(value)
