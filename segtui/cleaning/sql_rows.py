"""Whether an SQL expression computes each row from that row alone, so that rows can come in batches."""

from __future__ import annotations

import json
import warnings
from typing import Any

import polars as pl

from segtui.cleaning.sql import Sql, SqlError, read_sql
from segtui.language.sentences import say

_BEYOND = {"Agg", "Over", "Window", "Rolling", "Len", "Explode", "Filter", "SortBy", "Sort", "Gather", "Slice"}


def looks_beyond(sql: Sql, values: pl.Series, frame: pl.DataFrame) -> bool:
    """Whether the expression, which gave `values` on the frame, takes a row's value from other rows too.

    Sums and windows are seen in the expression; what else there may be, such as ranks, in that there is one value
    for all rows, or that every other row alone gets other values.
    """
    if _names_other_rows(sql.expression):
        return True
    if values.len() != frame.height:
        return bool(sql.columns)
    return frame.height > 1 and not sql.of(frame.gather_every(2)).equals(values.gather_every(2), null_equal=True)


def condition_looks_beyond(text: str, frame: pl.DataFrame | None = None) -> bool:
    """Whether a condition takes what it says of a row from other rows too; `frame` are some rows, if there are any.

    False where it can't be read or misses columns of the frame, which is told where it is tried.
    """
    try:
        sql = read_sql(text, say("a condition"))
        if frame is None or not set(sql.columns) <= set(frame.columns):
            return _names_other_rows(sql.expression)
        return looks_beyond(sql, sql.of(frame), frame)
    except SqlError:
        return False


def _names_other_rows(expression: pl.Expr) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # this format is internal to Polars and may change
            return _holds(json.loads(expression.meta.serialize(format="json")))
    except (pl.exceptions.PolarsError, ValueError, TypeError):
        return False


def _holds(node: Any) -> bool:
    if isinstance(node, dict):
        inside = (_holds(value) for key, value in node.items() if key not in ("Literal", "Column"))
        return any(key in _BEYOND for key in node) or any(inside)
    return any(map(_holds, node)) if isinstance(node, list) else node == "Len"
