"""How many cells a step changed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def cells_changed(before: pl.DataFrame, after: pl.DataFrame, columns: Sequence[str]) -> int:
    """Cells of `columns` that differ between two frames of the same rows; null equals null.

    Numbers are compared as numbers. Where the kind changed otherwise, a cell counts if it reads differently as text:
    "12" cast to 12 is the same cell, "1.200,50 €" cast to 1200.5 is not.
    """
    return sum(column_changed(before.get_column(c), after.get_column(c)) for c in columns)


def column_changed(before: pl.Series, after: pl.Series) -> int:
    """Cells that differ between two columns of the same rows."""
    if before.dtype != after.dtype:
        if before.dtype.is_numeric() and after.dtype.is_numeric():
            before, after = before.cast(pl.Float64), after.cast(pl.Float64)
        else:
            before, after = as_text(before), as_text(after)
    return int(before.ne_missing(after).sum())


def as_text(column: pl.Series) -> pl.Series:
    """A column as text: whole floats without `.0`, dates as ISO 8601."""
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        frame = pl.DataFrame({"x": column, "whole": whole})
        same = pl.col("whole").cast(pl.Float64) == pl.col("x")
        text = pl.when(same).then(pl.col("whole").cast(pl.String)).otherwise(pl.col("x").cast(pl.String))
        return frame.select(text.alias(column.name)).to_series()
    if column.dtype == pl.Boolean:
        return column.cast(pl.String)
    if isinstance(column.dtype, pl.Datetime):
        moments = column.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
        return moments.str.strip_suffix(" 00:00:00")
    return column.cast(pl.String)
