"""Columns whose cells need no tidying: numbers, and dates in one format, read at once from the text in the file."""

from __future__ import annotations

import polars as pl

from segtui.data.types.date_columns import read_one_format
from segtui.data.types.dates import looks_like_dates
from segtui.data.types.number_columns import read_number_column
from segtui.data.types.typed_column import TypedColumn, as_text

_FIRST, _SAMPLE = 1_000, 1_000
_DATES = 0.5


def read_as_they_stand(cells: pl.Series, decimal: str | None) -> TypedColumn | None:
    """`cells` (String) as the column that they make; None where a blank, a word or a doubt asks for a closer look.

    It says what the closer look would say, without its passes over all cells.
    """
    return read_one_format(cells) or _numbers(cells, decimal)


def sampled(cells: pl.Series) -> pl.Series:
    """Up to 1,000 different cells, from all over the column."""
    present = cells.drop_nulls()
    spread = present.gather_every(max(1, len(present) // (10 * _SAMPLE)))
    return spread.unique(maintain_order=True).head(_SAMPLE)


def _numbers(cells: pl.Series, decimal: str | None) -> TypedColumn | None:
    values = _cast(cells)
    if values is None or looks_like_dates(sampled(cells)) >= _DATES:
        return None
    return read_number_column(cells, decimal, values) or as_text(cells)


def _cast(cells: pl.Series) -> pl.Series | None:
    """All cells as Int64, else as Float64, else None; the first ones tell what is not worth a try."""
    for kind in (pl.Int64, pl.Float64):
        if _are(cells.head(_FIRST), kind) is not None and (values := _are(cells, kind)) is not None:
            return values if values.null_count() < len(values) else None
    return None


def _are(cells: pl.Series, kind: type[pl.Int64 | pl.Float64]) -> pl.Series | None:
    values = cells.cast(kind, strict=False)
    return values if values.null_count() == cells.null_count() and not values.is_nan().any() else None
