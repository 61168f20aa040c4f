"""Whole numbers in SQL as 64 bits: Polars counts letters and takes parts of dates in fewer, which then wrap around.

`LENGTH(name) - 5` would be 4,294,967,294 for three letters, and `EXTRACT(MONTH FROM day) * 100` be negative.
"""

from __future__ import annotations

import io
import json
import warnings
from typing import Any

import polars as pl

_NARROW = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
_SIGNED = ({"Literal": "Int8"}, {"Literal": "Int16"}, {"Literal": "Int32"})
_WIDE = {"Literal": "Int64"}

Node = dict[str, Any]


def widened_column(column: pl.Series) -> pl.Series:
    """The column, of 64 bits if it holds whole numbers of fewer."""
    return column.cast(pl.Int64) if column.dtype in _NARROW else column


def widened(expression: pl.Expr, frame: pl.DataFrame) -> pl.Expr:
    """The expression with 64 bits for what functions and casts give as whole numbers of fewer."""
    empty = frame.clear().lazy()

    def wide(node: Node) -> Node:
        if "Cast" in node and node["Cast"]["dtype"] in _SIGNED:
            return {"Cast": {**node["Cast"], "dtype": _WIDE}}
        if "Function" in node and empty.select(value=_read(node)).collect_schema()["value"] in _NARROW:
            return {"Cast": {"expr": node, "dtype": _WIDE, "options": "Strict"}}
        return node

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # this format is internal to Polars and may change
            text = expression.meta.serialize(format="json")
            return _read(json.loads(text, object_hook=wide)) if '"Function"' in text or '"Cast"' in text else expression
    except (pl.exceptions.PolarsError, ValueError, TypeError, KeyError):
        return expression


def _read(node: Node) -> pl.Expr:
    return pl.Expr.deserialize(io.StringIO(json.dumps(node)), format="json")
