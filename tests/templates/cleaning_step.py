"""Numbers rounded to whole ones.

A template: copy it to segtui/cleaning/steps/NAME.py and fill in what is yours.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.libraries.columns import col


class Round(Step):
    """Round numbers to whole ones."""

    step: Literal["round"] = "round"
    columns: Columns
    """The columns of numbers, as names or globs."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Round the cells of the columns."""
        names = choose(self.columns, frame, lambda c: c.dtype.is_numeric() and c.name != id, "numeric")
        after = frame.with_columns(col(name).round() for name in names)
        return StepResult(after, tuple(names), cells_changed(frame, after, names))
