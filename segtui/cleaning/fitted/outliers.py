"""Outliers by bounds that are known."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.cleaning.steps.outliers import Bounds, Outliers


class FittedOutliers(Outliers):
    """Deal with values beyond given bounds."""

    help: ClassVar[str] = "Clip, drop, empty or flag values beyond learned bounds."

    step: Literal["bounded"] = "bounded"  # type: ignore[assignment]
    bounds: dict[str, tuple[float, float]]
    """The lowest and the highest value of each column."""

    def _names(self, frame: pl.DataFrame, id: str) -> list[str]:
        return [c for c in frame.columns if c in self.bounds]

    def _bounds(self, column: pl.Series, notes: list[str]) -> Bounds:
        return Bounds(*self.bounds[column.name])
