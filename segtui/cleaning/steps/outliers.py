"""Values far from the rest drawn in, dropped, emptied or flagged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
import polars as pl
from pydantic import Field

from segtui.cleaning.cell_values import figure_of
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose, is_flag, is_numeric
from segtui.cleaning.step import Columns, Step, StepResult, matching
from segtui.errors import Fault, PlanError
from segtui.wording import counted

_DONE = {"clip": "clipped", "drop": "their rows dropped", "null": "emptied", "flag": "flagged"}


class Outliers(Step):
    """Deal with values far from the rest."""

    help: ClassVar[str] = "Handle outliers: clip them, drop their rows, set them to null, or flag them."
    leaves_id: ClassVar[bool] = True
    place: ClassVar[int] = 4
    deals_with: ClassVar[tuple[str, ...]] = (
        "aberrant",
        "negative",
        "heavy_tail",
    )

    step: Literal["outliers"] = "outliers"
    columns: Columns
    """The columns, as names or globs; "*" is every numeric column that is neither the id nor a flag of 0 and 1."""
    method: Literal["iqr", "zscore"] = "iqr"
    """Bounds from the quartiles (type 7) and their distance, or from the mean and standard deviation (ddof 0)."""
    threshold: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """How many interquartile ranges beyond the quartiles (1.5), or standard deviations off the mean (3)."""
    action: Literal["clip", "drop", "null", "flag"] = "clip"
    """Draw values in to the bound, drop their rows, empty their cells, or mark them in a column NAME_outlier."""

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and one for each that may be flagged."""
        return (
            [*columns, *(_flag(c) for c in matching(self.columns, columns))] if self.action == "flag" else list(columns)
        )

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """Names that are not there, and flags that are there already."""
        found = super().faults(columns, key)
        if self.action == "flag":
            there = [_flag(c) for c in self.columns if c in columns and _flag(c) in columns]
            found += [Fault(f"{key}.columns", f'there is already a column "{name}"') for name in there]
        return found

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Find the bounds of every column first, then act on all of them at once."""
        names = self._names(frame, id)
        notes: list[str] = []
        bounds = {c: b for c in names if (b := self._bounds(frame.get_column(c), notes))}
        outside = {c: b.outside(frame.get_column(c)) for c, b in bounds.items()}
        hit = [c for c in bounds if outside[c].any()]
        notes += [self._told(frame.get_column(c), bounds[c]) for c in hit]
        if self.action == "flag":
            taken = [_flag(c) for c in bounds if _flag(c) in frame.columns]
            if taken:
                raise PlanError([Fault("columns", f'there is already a column "{name}"') for name in taken])
            after = frame.with_columns(outside[c].alias(_flag(c)) for c in bounds)
            return StepResult(after, tuple(_flag(c) for c in bounds), notes=tuple(notes))
        if self.action == "drop":
            after = frame.filter(~pl.any_horizontal(outside[c] for c in hit)) if hit else frame
            return StepResult(after, tuple(hit), notes=tuple(notes))
        made = [self._treated(frame.get_column(c), bounds[c], outside[c]) for c in hit]
        after = frame.with_columns(made)
        return StepResult(after, tuple(hit), cells_changed(frame, after, hit), tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same with the bounds of each column as they are now."""
        from segtui.cleaning.fitted.outliers import FittedOutliers

        bounds = {c: b for c in self._names(before, id) if (b := self._bounds(before.get_column(c), []))}
        if not bounds:
            return ()
        ends = {c: (b.low, b.high) for c, b in bounds.items()}
        return (FittedOutliers(columns=tuple(bounds), action=self.action, bounds=ends),)

    def _names(self, frame: pl.DataFrame, id: str) -> list[str]:
        common = lambda c: is_numeric(c) and not is_flag(c)  # noqa: E731
        return choose(self.columns, frame, is_numeric, "numbers", id=id, common=common)

    def _bounds(self, column: pl.Series, notes: list[str]) -> Bounds | None:
        """The column's bounds; null, with a note, where it has no spread to measure by."""
        values = column.drop_nulls().cast(pl.Float64).to_numpy()
        values = values[np.isfinite(values)]
        if not values.size or values.min() == values.max():
            return None
        if self.method == "iqr":
            q1, q3 = (float(q) for q in np.quantile(values, [0.25, 0.75]))
            if q1 == q3:
                most = figure_of(column, q1)
                notes.append(f"{column.name} unchanged: at least half of its values are {most}, so the IQR is 0")
                return None
            reach = (self.threshold or 1.5) * (q3 - q1)
            return self._finite(column, Bounds(q1 - reach, q3 + reach), notes)
        with np.errstate(over="ignore", invalid="ignore"):
            mean, std = float(np.mean(values)), float(np.std(values))
        reach = (self.threshold or 3.0) * std
        return self._finite(column, Bounds(mean - reach, mean + reach), notes)

    def _finite(self, column: pl.Series, bounds: Bounds, notes: list[str]) -> Bounds | None:
        if math.isfinite(bounds.low) and math.isfinite(bounds.high):
            return bounds
        notes.append(f"{column.name} unchanged: its values are too large to measure their spread")
        return None

    def _treated(self, column: pl.Series, bounds: Bounds, outside: pl.Series) -> pl.Series:
        return column.set(outside, None) if self.action == "null" else bounds.clip(column)

    def _told(self, column: pl.Series, bounds: Bounds) -> str:
        """How many values lie beyond which bound; of whole numbers the bound that is one."""
        ends = (bounds.low, bounds.high)
        if column.dtype.is_integer():
            ends = (math.ceil(bounds.low), math.floor(bounds.high))
        low, high = (figure_of(column, end) for end in ends)
        below, above = int((column < bounds.low).sum()), int((column > bounds.high).sum())
        beyond = f"outside {low} to {high}" if below and above else f"below {low}" if below else f"above {high}"
        return (
            f"{counted(below + above, 'value')} of {column.count():,} in {column.name} {beyond}, {_DONE[self.action]}"
        )


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest value that a column may have."""

    low: float
    high: float

    def outside(self, column: pl.Series) -> pl.Series:
        """For each row whether its value lies beyond; an empty cell does not."""
        return ((column < self.low) | (column > self.high)).fill_null(False)

    def clip(self, column: pl.Series) -> pl.Series:
        """Values drawn in to the bounds; whole numbers to the whole number within."""
        low, high = math.ceil(self.low), math.floor(self.high)
        if not column.dtype.is_integer() or low > high:
            return column.cast(pl.Float64).clip(self.low, self.high)
        return column.cast(pl.Int64).clip(max(low, -(2**63)), min(high, 2**63 - 1)).cast(column.dtype)


def _flag(name: str) -> str:
    return f"{name}_outlier"
