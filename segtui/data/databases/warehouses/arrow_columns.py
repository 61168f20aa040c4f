"""Columns of Arrow as a table has them: bytes, times of day and nested values become text."""

from __future__ import annotations

import json
from collections.abc import Iterable

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn
from segtui.libraries.columns import col

_NESTED = (pl.List, pl.Array, pl.Struct)


def database_column(name: str, kind: str, dtype: pl.DataType) -> DatabaseColumn:
    """A column by its Arrow type and the warehouse's word for it."""
    if isinstance(dtype, pl.Decimal):
        return DatabaseColumn(name, kind, "exact")
    is_text = isinstance(dtype, (*_NESTED, pl.Binary, pl.Time))
    return DatabaseColumn(name, kind, "text" if is_text else "plain")


def readable(schema: Iterable[tuple[str, pl.DataType]]) -> list[pl.Expr]:
    """The columns of a schema: bytes in hexadecimal, nested values as JSON, times with a zone as those of UTC."""
    return [_readable(name, dtype) for name, dtype in schema]


def _readable(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Binary):
        return col(name).bin.encode("hex")
    if isinstance(dtype, pl.Null):
        return col(name).cast(pl.String)
    if isinstance(dtype, pl.Time):
        return col(name).dt.to_string("%H:%M:%S%.f")
    if isinstance(dtype, pl.Datetime) and dtype.time_zone not in (None, "UTC"):
        return col(name).dt.convert_time_zone("UTC")
    if isinstance(dtype, _NESTED):
        return col(name).map_batches(_as_json, return_dtype=pl.String)
    return col(name)


def _as_json(cells: pl.Series) -> pl.Series:
    said = [None if c is None else json.dumps(c, ensure_ascii=False, default=str) for c in cells.to_list()]
    return pl.Series(cells.name, said, pl.String)
