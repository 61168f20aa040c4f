"""The numeric matrix that is clustered: chosen columns, encoded, transformed, scaled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scaling:
    """How one column of the matrix was made: value -> (log1p(value) if log else value, - shift) / scale.

    `source` is the frame's column, `category` its value for a one-hot column.
    """

    name: str
    source: str
    category: str | None
    log: bool
    shift: float
    scale: float


@dataclass(frozen=True)
class Matrix:
    """n rows by d columns, float64 and C-contiguous, with names, ids and the rows of the frame that they are.

    `kept` holds, for each matrix row, its row number in the frame. `left_out` counts the rows with nulls left in
    a used column, by column; a row with several counts once for each. `notes` are sentences for the report.
    """

    values: NDArray[np.float64]
    columns: tuple[Scaling, ...]
    ids: pl.Series
    kept: NDArray[np.int64]
    rows_left_out: int
    left_out: dict[str, int]
    notes: tuple[str, ...] = ()
