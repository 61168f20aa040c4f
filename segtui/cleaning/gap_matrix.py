"""Between a frame with gaps and a matrix: numbers out, and filled cells back in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.step import StepResult
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols


def without_nan(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The frame with null for NaN in these columns: both are gaps."""
    return frame.with_columns(col(c).fill_nan(None) for c in names if frame.schema[c].is_float())


def fill_learned(
    frame: pl.DataFrame, columns: Sequence[str], fill: Callable[[pl.DataFrame, list[str]], list[pl.Series]]
) -> StepResult:
    """The frame with the gaps of these columns, as far as they are there, filled.

    `fill` gets the frame and the names of its columns with gaps, and gives these columns without.
    """
    names = [c for c in frame.columns if c in columns]
    frame = without_nan(frame, names)
    gaps = [c for c in names if frame.get_column(c).null_count()]
    if not gaps:
        return StepResult(frame, ())
    after = frame.with_columns(fill(frame, gaps))
    return StepResult(after, tuple(gaps), cells_changed(frame, after, gaps))


def finite(frame: pl.DataFrame, names: Sequence[str]) -> NDArray[np.float64]:
    """The columns as a matrix, NaN where there is no number."""
    matrix = frame.select(cols(names).cast(pl.Float64)).to_numpy().copy()
    matrix[~np.isfinite(matrix)] = np.nan
    return matrix


def with_values(names: list[str], matrix: NDArray[np.float64]) -> tuple[list[str], NDArray[np.float64]]:
    """The columns that have values; others say nothing about similarity."""
    known = np.logical_not(np.isnan(matrix).all(axis=0))
    return [n for n, k in zip(names, known.tolist(), strict=True) if k], matrix[:, known]


def places(names: Sequence[str], gaps: Sequence[str]) -> list[int]:
    """Where the columns `gaps` are among those that have finite values; PlanError for one that is not."""
    faults = [Fault("columns", say('"{c}" has no finite number to fill it from', c=c)) for c in gaps if c not in names]
    if faults:
        raise PlanError(faults)
    return [names.index(c) for c in gaps]


def put_back(column: pl.Series, rows: NDArray[np.int64], values: NDArray[np.float64]) -> pl.Series:
    """The column with its empty cells taken from `values`, and all other cells unchanged."""
    empty = column.is_null().to_numpy()
    made = np.full(column.len(), np.nan)
    made[rows] = values
    whole = column.dtype.is_integer() and bool((made[empty] == np.floor(made[empty])).all())
    filler = pl.Series(column.name, made).cast(pl.Int64 if whole else pl.Float64, strict=False)
    return filler.zip_with(pl.Series(empty), column.cast(filler.dtype))
