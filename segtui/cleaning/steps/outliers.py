"""Clips, drops, empties or flags values far from the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import model_validator

from segtui.cleaning.apart import FLAG, THRESHOLD, Action, deal_with, flag_faults
from segtui.cleaning.bounds import BoundedStep, Bounds
from segtui.cleaning.cell_values import figure_of
from segtui.cleaning.column_totals import Asked, ColumnTotals
from segtui.cleaning.fitted.outliers import FittedOutliers
from segtui.cleaning.isolation_forest import Forest, grow_forest
from segtui.cleaning.select_columns import choose, is_flag, is_numeric
from segtui.cleaning.step import Step, StepResult
from segtui.declare import Seed
from segtui.errors import Fault
from segtui.language.sentences import say

_QUARTILES = (0.25, 0.75)


class Outliers(BoundedStep):
    """Handle outliers: clip them, drop their rows, set them to null, or flag them."""

    leaves_id: ClassVar[bool] = True
    place: ClassVar[int] = 4
    deals_with: ClassVar[tuple[str, ...]] = (
        "aberrant",
        "negative",
        "heavy_tail",
    )

    step: Literal["outliers"] = "outliers"
    seed: Seed | None = None
    """The seed of the trees of `isolation_forest`; default: the plan's."""

    @model_validator(mode="after")
    def _fits_the_forest(self) -> Self:
        if self.method == "isolation_forest" and self.action == "clip":
            raise ValueError(
                say("isolation_forest finds rows, which can't be clipped: its action is drop, null or flag")
            )
        if self.method == "isolation_forest" and (self.threshold or 0) >= 1:
            raise ValueError(say("the threshold of isolation_forest is a score below 1"))
        return self

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and those of the flags."""
        if self.method != "isolation_forest":
            return super().output_columns(columns)
        return [*columns, FLAG] if self.action == "flag" else list(columns)

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """Names that do not exist, and flag columns that already do."""
        if self.method != "isolation_forest":
            return super().faults(columns, key)
        taken = flag_faults(columns, f"{key}.action") if self.action == "flag" else []
        return [*Step.faults(self, columns, key), *taken]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Find the bounds of every column first, or the score of every row, then act on all of them at once."""
        if self.method != "isolation_forest":
            return super().apply(frame, id=id)
        return deal_with(frame, self._forest(frame, id), self.threshold or THRESHOLD, self._for_rows())

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same step with the current bounds of each column, or the forest of their rows."""
        if self.method == "isolation_forest":
            from segtui.cleaning.fitted.isolation import isolated

            return isolated(self._forest(before, id), self.threshold or THRESHOLD, self._for_rows())
        bounds = {c: b for c in self.chosen(before, id) if (b := self.bounds_of(before.get_column(c), []))}
        if not bounds:
            return ()
        ends = {c: (b.low, b.high) for c, b in bounds.items()}
        return (FittedOutliers(columns=tuple(bounds), action=self.action, bounds=ends),)

    def chosen(self, frame: pl.DataFrame, id: str) -> list[str]:
        """The columns named; of globs those of numbers that are neither the id nor a flag."""
        common = lambda c: is_numeric(c) and not is_flag(c)  # noqa: E731
        return choose(self.columns, frame, is_numeric, "numbers", id=id, common=common)

    def bounds_of(self, column: pl.Series, notes: list[str]) -> Bounds | None:
        """The column's bounds; None, with a note, if it has no spread."""
        values = column.drop_nulls().cast(pl.Float64).to_numpy()
        values = values[np.isfinite(values)]
        if not values.size or values.min() == values.max():
            return None
        if self.method == "iqr":
            q1, q3 = (float(q) for q in np.quantile(values, _QUARTILES))
            return self._by_quartiles(column, q1, q3, notes)
        with np.errstate(over="ignore", invalid="ignore"):
            return self._by_spread(column, float(np.mean(values)), float(np.std(values)), notes)

    def asks(self, before: pl.DataFrame, *, id: str) -> dict[str, Asked]:
        """The quartiles or the moments of its columns."""
        if self.method == "isolation_forest":
            return {}
        return {c: Asked(_QUARTILES if self.method == "iqr" else ()) for c in self.chosen(before, id)}

    def fitted_by(self, before: pl.DataFrame, facts: Mapping[str, ColumnTotals], *, id: str) -> tuple[Step, ...]:
        """The bounds of each column over all rows, or the forest of the sample."""
        if self.method == "isolation_forest":
            return self.fitted(before, id=id)
        ends = {}
        for name, known in facts.items():
            column, notes = before.get_column(name), list[str]()
            if not known.count or known.low == known.high:
                continue
            if self.method == "iqr":
                q1, q3 = (known.quantiles[share] for share in _QUARTILES)
                found = self._by_quartiles(column, q1, q3, notes)
            else:
                found = self._by_spread(column, known.mean, known.std, notes)
            if found:
                ends[name] = (found.low, found.high)
        return (FittedOutliers(columns=tuple(ends), action=self.action, bounds=ends),) if ends else ()

    def _by_quartiles(self, column: pl.Series, q1: float, q3: float, notes: list[str]) -> Bounds | None:
        if q1 == q3:
            notes.append(
                say(
                    "{column} unchanged: at least half of its values are {value}, so the IQR is 0",
                    column=column.name,
                    value=figure_of(column, q1),
                )
            )
            return None
        reach = (self.threshold or 1.5) * (q3 - q1)
        return self._finite(column, Bounds(q1 - reach, q3 + reach), notes)

    def _by_spread(self, column: pl.Series, mean: float, std: float, notes: list[str]) -> Bounds | None:
        reach = (self.threshold or 3.0) * std
        return self._finite(column, Bounds(mean - reach, mean + reach), notes)

    def _finite(self, column: pl.Series, bounds: Bounds, notes: list[str]) -> Bounds | None:
        if math.isfinite(bounds.low) and math.isfinite(bounds.high):
            return bounds
        notes.append(say("{column} unchanged: its values are too large to measure their spread", column=column.name))
        return None

    def _forest(self, frame: pl.DataFrame, id: str) -> Forest:
        return grow_forest(frame, self.chosen(frame, id), self.seed or 0)

    def _for_rows(self) -> Action:
        assert self.action != "clip"  # the validator
        return self.action
