"""Numbers clipped to the quantiles of the run."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.libraries.columns import col


class _Clipped(Step):
    """Clip to learned bounds."""

    step: Literal["clip_learned"] = "clip_learned"
    bounds: dict[str, tuple[float, float]]
    """The bounds of each column."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Clip."""
        names = [name for name in self.bounds if name in frame.columns]
        after = frame.with_columns(col(name).clip(*self.bounds[name]) for name in names)
        return StepResult(after, tuple(names), cells_changed(frame, after, names))


class Clip(Step):
    """Clip numbers to the 5th and 95th percentile."""

    leaves_id: ClassVar[bool] = True
    place: ClassVar[int] = 4
    deals_with: ClassVar[tuple[str, ...]] = ("aberrant", "heavy_tail")

    step: Literal["clip"] = "clip"
    columns: Columns
    """The columns of numbers, as names or globs."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Clip the cells of the columns."""
        return self.fitted(frame, id=id)[0].apply(frame, id=id)

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The step with its bounds."""
        names = choose(self.columns, before, lambda c: c.dtype.is_numeric() and c.name != id, "numeric")
        bounds = {n: (before[n].quantile(0.05), before[n].quantile(0.95)) for n in names}
        return (_Clipped(bounds=bounds),)

    @classmethod
    def remedy(cls, alert, column, name):
        """Clip outliers."""
        return "clip to percentiles", {"columns": [name]}
