"""Values beyond bounds clipped, dropped, emptied or flagged: what a plan's step and the one learned have in common."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from segtui.cleaning.cell_values import figure_of
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.step import Columns, Step, StepResult, matching
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate

_DONE = {
    "clip": to_translate("clipped"),
    "drop": to_translate("their rows dropped"),
    "null": to_translate("emptied"),
    "flag": to_translate("flagged"),
}


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest value that a column may have."""

    low: float
    high: float

    def outside(self, column: pl.Series) -> pl.Series:
        """Whether each row's value is beyond the bounds; an empty cell is not."""
        return ((column < self.low) | (column > self.high)).fill_null(False)

    def clip(self, column: pl.Series) -> pl.Series:
        """Values clipped to the bounds; integers to the nearest integer within."""
        low, high = math.ceil(self.low), math.floor(self.high)
        if not column.dtype.is_integer() or low > high:
            return column.cast(pl.Float64).clip(self.low, self.high)
        return column.cast(pl.Int64).clip(max(low, -(2**63)), min(high, 2**63 - 1)).cast(column.dtype)


class BoundedStep(Step):
    """Base of steps that deal with values beyond bounds; a subclass says which columns, and their bounds."""

    step: str
    columns: Columns
    """The columns, as names or globs; "*" is every numeric column except the id and 0/1 flags."""
    method: Literal["iqr", "zscore", "isolation_forest"] = "iqr"
    """Bounds from the quartiles (type 7) and the interquartile range, or from the mean and standard deviation (ddof
    0); isolation_forest finds rows that stand apart in the columns together."""
    threshold: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Interquartile ranges beyond the quartiles (default 1.5), standard deviations from the mean (default 3), or the
    score of `isolation_forest`, 0 to 1 (default 0.6)."""
    action: Literal["clip", "drop", "null", "flag"] = "clip"
    """Clip values to the bound, drop their rows, empty their cells, or flag them in a column NAME_outlier.
    `isolation_forest` can't clip, empties a row's cells in all the columns, and flags rows in a column called
    outlier."""

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and one for each that may be flagged."""
        return (
            [*columns, *(_flag(c) for c in matching(self.columns, columns))] if self.action == "flag" else list(columns)
        )

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """Names that do not exist, and flag columns that already do."""
        found = super().faults(columns, key)
        if self.action == "flag":
            there = [_flag(c) for c in self.columns if c in columns and _flag(c) in columns]
            found += [Fault(f"{key}.columns", say('column "{name}" already exists', name=name)) for name in there]
        return found

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Find the bounds of every column first, then act on all of them at once."""
        names = self.chosen(frame, id)
        notes: list[str] = []
        bounds = {c: b for c in names if (b := self.bounds_of(frame.get_column(c), notes))}
        outside = {c: b.outside(frame.get_column(c)) for c, b in bounds.items()}
        hit = [c for c in bounds if outside[c].any()]
        notes += [self._note(frame.get_column(c), bounds[c]) for c in hit]
        if self.action == "flag":
            taken = [_flag(c) for c in bounds if _flag(c) in frame.columns]
            if taken:
                raise PlanError([Fault("columns", say('column "{name}" already exists', name=name)) for name in taken])
            after = frame.with_columns(outside[c].alias(_flag(c)) for c in bounds)
            return StepResult(after, tuple(_flag(c) for c in bounds), notes=tuple(notes))
        if self.action == "drop":
            after = frame.filter(~pl.any_horizontal(outside[c] for c in hit)) if hit else frame
            return StepResult(after, tuple(hit), notes=tuple(notes))
        made = [self._treated(frame.get_column(c), bounds[c], outside[c]) for c in hit]
        after = frame.with_columns(made)
        return StepResult(after, tuple(hit), cells_changed(frame, after, hit), tuple(notes))

    @abstractmethod
    def chosen(self, frame: pl.DataFrame, id: str) -> list[str]:
        """The columns that the step works on."""

    @abstractmethod
    def bounds_of(self, column: pl.Series, notes: list[str]) -> Bounds | None:
        """The column's bounds; None, with a note, if it has no spread."""

    def _treated(self, column: pl.Series, bounds: Bounds, outside: pl.Series) -> pl.Series:
        return column.set(outside, None) if self.action == "null" else bounds.clip(column)

    def _note(self, column: pl.Series, bounds: Bounds) -> str:
        """How many values are beyond which bound, rounded to a whole number for integers."""
        ends = (bounds.low, bounds.high)
        if column.dtype.is_integer():
            ends = (math.ceil(bounds.low), math.floor(bounds.high))
        low, high = (figure_of(column, end) for end in ends)
        below, above = int((column < bounds.low).sum()), int((column > bounds.high).sum())
        beyond = say("outside {low} to {high}", low=low, high=high)
        if not (below and above):
            beyond = say("below {low}", low=low) if below else say("above {high}", high=high)
        return say_counted(
            "{count:,} value of {values:,} in {column} {beyond}, {done}",
            "{count:,} values of {values:,} in {column} {beyond}, {done}",
            below + above,
            values=column.count(),
            column=column.name,
            beyond=beyond,
            done=say(_DONE[self.action]),
        )


def _flag(name: str) -> str:
    return f"{name}_outlier"
