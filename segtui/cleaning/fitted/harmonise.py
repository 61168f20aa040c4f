"""Gives values the spellings that won in a finished run."""

from __future__ import annotations

from typing import Literal

import polars as pl

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.spelling_keys import Method
from segtui.cleaning.spellings import Spellings
from segtui.cleaning.step import Columns, Step, StepResult


class FittedHarmonise(Step):
    """Replace spellings by those that won in the run."""

    step: Literal["spelled"] = "spelled"
    columns: Columns
    """The columns."""
    method: Method
    """How values are compared."""
    edits: int
    """The number of letters that may differ for `nearest`."""
    values: dict[str, str]
    """What single values become."""
    winners: dict[str, dict[str, str]]
    """For each column, the spelling that stands for each key."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Replace the cells of the columns that are there and hold text."""
        names = [c for c in frame.columns if c in self.winners and frame.schema[c] == pl.String]
        after = frame.with_columns(self._spellings(c).apply(frame.get_column(c)) for c in names)
        return StepResult(after, tuple(names), cells_changed(frame, after, names))

    def _spellings(self, column: str) -> Spellings:
        return Spellings(self.method, self.edits, self.winners[column], self.values)
