"""Fills empty cells by the regressions of a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

import numpy as np
import polars as pl
from pydantic import model_validator

from segtui.cleaning.gap_matrix import fill_learned
from segtui.cleaning.iterative_impute import Regression, Regressions, learn_regressions
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.language.sentences import say

_Plain = tuple[int, tuple[int, ...], tuple[float, ...], float]


class FittedIterative(Step):
    """Fill empty cells by learned regressions on the other columns."""

    step: Literal["regressed"] = "regressed"
    columns: Columns
    """The columns that are filled."""
    names: tuple[str, ...]
    """The columns of the regressions."""
    mean: tuple[float, ...]
    """The mean of each of these columns."""
    scale: tuple[float, ...]
    """The standard deviation of each of these columns."""
    low: tuple[float, ...]
    """The lowest value of each of these columns."""
    high: tuple[float, ...]
    """The highest value of each of these columns."""
    order: tuple[_Plain, ...]
    """The regressions: place of the column, places of its predictors, their coefficients, intercept."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        width = len(self.names)
        if any(len(each) != width for each in (self.mean, self.scale, self.low, self.high)):
            raise ValueError(say("there is not one mean, scale, low and high for each column"))
        for column, predictors, coefficients, _ in self.order:
            if not all(0 <= place < width for place in (column, *predictors)) or len(predictors) != len(coefficients):
                raise ValueError(say("a regression is on columns that are not there"))
        if unknown := set(self.columns) - set(self.names):
            raise ValueError(say("nothing fills {unknown}", unknown=min(unknown)))
        return self

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns that are filled, and those from which."""
        return [("columns", name) for name in dict.fromkeys([*self.columns, *self.names])]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Fill the columns' null and NaN cells."""
        known = Regressions(
            self.names,
            np.array(self.mean),
            np.array(self.scale),
            np.array(self.low),
            np.array(self.high),
            tuple(Regression(*each) for each in self.order),
        )
        return fill_learned(frame, self.columns, known.fill)


def regressed(before: pl.DataFrame, columns: list[str], *, id: str, seed: int) -> tuple[FittedIterative, ...]:
    """The step that fills columns as `iterative` did; none if no column has finite numbers."""
    found = learn_regressions(before, id=id, seed=seed)
    filled = tuple(c for c in columns if c in found.names)
    if not filled:
        return ()
    made = FittedIterative(
        columns=filled,
        names=found.names,
        mean=tuple(found.mean.tolist()),
        scale=tuple(found.scale.tolist()),
        low=tuple(found.low.tolist()),
        high=tuple(found.high.tolist()),
        order=tuple((each.column, each.predictors, each.coefficients, each.intercept) for each in found.order),
    )
    return (made,)
