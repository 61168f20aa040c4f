"""Fills empty cells from the most similar rows of a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isnan
from typing import Literal

import numpy as np
import polars as pl

from segtui.cleaning.gap_matrix import fill_learned
from segtui.cleaning.knn_impute import Donors, donors
from segtui.cleaning.step import Columns, Step, StepResult

KEPT = 5_000
"""At most this many rows of a run, drawn evenly from all of them, are kept to fill later rows."""


class FittedKNN(Step):
    """Fill empty cells from the most similar of the learned rows."""

    step: Literal["nearby"] = "nearby"
    columns: Columns
    """The columns that are filled."""
    neighbours: int
    """The number of similar rows to average."""
    ids: tuple[str, ...]
    """The ids of the rows, so that a person can be found and removed."""
    compared: tuple[str, ...]
    """The columns by which rows are compared."""
    mean: tuple[float, ...]
    """The mean of each of these columns."""
    scale: tuple[float, ...]
    """The standard deviation of each of these columns."""
    rows: tuple[tuple[float | None, ...], ...]
    """The rows: values of each of these, z-scored, null where empty."""

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns that are filled, and those by which rows are compared."""
        return [("columns", name) for name in dict.fromkeys([*self.columns, *self.compared])]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Fill the columns' null and NaN cells."""
        z = np.array(self.rows, dtype=np.float64)
        known = Donors(self.compared, np.array(self.mean), np.array(self.scale), z, np.arange(len(z)))
        return fill_learned(frame, self.columns, partial(known.fill, neighbours=self.neighbours))


def nearby(before: pl.DataFrame, columns: list[str], *, id: str, neighbours: int, seed: int) -> tuple[FittedKNN, ...]:
    """The step that fills columns as `knn` did, from a sample if there are more than 5,000 rows; none if no column has
    finite numbers."""
    known = donors(before, id=id, seed=seed, most=KEPT)
    filled = tuple(c for c in columns if c in known.names)
    if not filled:
        return ()
    made = FittedKNN(
        columns=filled,
        neighbours=neighbours,
        ids=tuple(str(each) for each in before.get_column(id).gather(known.rows).to_list()),
        compared=known.names,
        mean=tuple(known.mean.tolist()),
        scale=tuple(known.scale.tolist()),
        rows=tuple(tuple(None if isnan(v) else v for v in row) for row in known.z.tolist()),
    )
    return (made,)
