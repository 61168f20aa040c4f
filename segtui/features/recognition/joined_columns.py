"""What to make of each column of a table that is joined on the id: amounts, categories, and how many rows there are."""

from __future__ import annotations

import polars as pl

from segtui.data.table import Table
from segtui.features.column_roles import count_distinct, is_measure, numbers_rows
from segtui.profiling.name_words import name_words
from segtui.profiling.quantities import kinds_of

_MOST_COLUMNS = 12
_MOST_VALUES = 50
_SUMMED = {"amount", "total", "revenue", "sales", "spend", "spent", "value", "paid", "cost", "quantity", "qty", "units"}


def joined_columns(table: Table, owner: str) -> tuple[dict[str, tuple[str, ...]], bool]:
    """The aggregations by column, and whether each id has one row; no column where there is none to join.

    Of numbers it is the mean, or the sum of an amount where an id may have several rows; of text with few values it is
    the most frequent one. Where ids repeat, their rows are counted as well. At most 12 columns, from the left.
    """
    frame = table.frame
    once = frame[owner].drop_nulls().n_unique() == frame.height - frame[owner].null_count()
    kinds = kinds_of(frame, [n for n, dtype in frame.schema.items() if dtype.is_numeric() and n != owner])
    found: dict[str, tuple[str, ...]] = {}
    for column in frame.get_columns():
        made = column.name in (table.id, owner) or len(found) == _MOST_COLUMNS
        if not made and (how := _aggregation(column, kinds.get(column.name, "quantity"), once=once)):
            found[column.name] = (how,)
    if not once and (name := next((n for n in frame.columns if n != owner), None)):
        found[name] = ("count", *found.get(name, ()))
    return found, once


def _aggregation(column: pl.Series, kind: str, *, once: bool) -> str:
    """The one that fits a column, empty where none does."""
    distinct = count_distinct(column)
    if distinct < 2 or numbers_rows(column) or kind == "id":
        return ""
    if kind == "code" or column.dtype == pl.String:
        return "mode" if distinct <= _MOST_VALUES else ""
    if is_measure(column):
        return "sum" if not once and _SUMMED & set(name_words(column.name)) else "mean"
    return "max" if column.dtype.is_temporal() else ""
