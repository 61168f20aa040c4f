"""Handles outliers with fitted bounds."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.cleaning.bounds import BoundedStep, Bounds


class FittedOutliers(BoundedStep):
    """Clip, drop, empty or flag values beyond learned bounds."""

    leaves_id: ClassVar[bool] = True

    step: Literal["bounded"] = "bounded"
    bounds: dict[str, tuple[float, float]]
    """The lowest and the highest value of each column."""

    def chosen(self, frame: pl.DataFrame, id: str) -> list[str]:
        """The columns of the run that are there."""
        return [c for c in frame.columns if c in self.bounds]

    def bounds_of(self, column: pl.Series, notes: list[str]) -> Bounds:
        """The bounds of the run."""
        return Bounds(*self.bounds[column.name])
