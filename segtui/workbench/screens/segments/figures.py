"""The comparison of the segments as the heatmap wants it: means or medians as text, effect sizes as heat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.wording import is_plain
from widgets.drawing.axis import short_number

Measure = Literal["mean", "median"]
LIMITS = (-2.0, 2.0)
"""Effect sizes (standard deviations) of the strongest colours."""


@dataclass(frozen=True)
class Figures:
    """`effects` (segments × features) in standard deviations, NaN where there is none; `texts` the same size."""

    segments: list[int]
    features: list[str]
    effects: NDArray[np.float64]
    texts: list[list[str]]


def figures(comparison: pl.DataFrame, measure: Measure) -> Figures:
    """The table of a comparison (as comparison.csv): a row for each segment, noise last, the strongest features first.

    A feature is as strong as its largest effect size in any segment but noise.
    """
    segments = comparison.get_column("segment").unique(maintain_order=True).to_list()
    names = comparison.get_column("feature").unique(maintain_order=True).to_list()
    shape = (len(segments), len(names))
    effects = comparison.get_column("effect_size").cast(pl.Float64).fill_null(float("nan")).to_numpy().reshape(shape)
    values = comparison.get_column(measure).cast(pl.Float64).fill_null(float("nan")).to_numpy().reshape(shape)
    told = np.array([segment >= 0 for segment in segments])
    strength = np.nan_to_num(np.abs(effects[told])).max(axis=0, initial=0.0)
    order = np.argsort(-strength, kind="stable")
    features = [names[i] for i in order]
    shown, plain = values[:, order].tolist(), _plain(comparison)
    texts = [[_said(v, f, plain=f in plain) for v, f in zip(row, features, strict=True)] for row in shown]
    return Figures(segments, features, effects[:, order], texts)


def _plain(comparison: pl.DataFrame) -> set[str]:
    """The features that hold years or codes by the medians of the segments, which for those are whole."""
    middle = pl.col("median")
    known = comparison.drop_nulls("median").group_by("feature")
    middles = known.agg(middle.min().alias("low"), middle.max().alias("high"), (middle % 1 == 0).all().alias("whole"))
    return {name for name, low, high, whole in middles.rows() if whole and is_plain(name, low, high)}


def _said(value: float, feature: str, *, plain: bool = False) -> str:
    """A figure in few cells; a share for the values of a text column ("city=Rome"), no commas in years and codes."""
    if np.isnan(value):
        return ""
    if plain:
        return f"{value:.0f}"
    return f"{value:.0%}" if "=" in feature else short_number(value)
