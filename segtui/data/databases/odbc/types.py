"""The types of columns as an ODBC driver gives them, what they are fetched as, and as columns of Polars."""

from __future__ import annotations

from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, How
from segtui.data.databases.written_times import read_times
from segtui.libraries.columns import col


def column_of(field: Any) -> DatabaseColumn:
    """A column from its field of arrow-odbc's schema."""
    import pyarrow.types as kinds

    kind = str(field.type).partition("[")[0]
    how: How = "plain"
    if kinds.is_decimal(field.type) or kinds.is_int64(field.type) or kinds.is_uint64(field.type):
        how = "exact"
    elif kinds.is_date(field.type):
        kind, how = "date", "day"
    elif kinds.is_timestamp(field.type):
        kind, how = "whole seconds" if field.type.unit == "s" else "timestamp", "day"
    elif kinds.is_time(field.type):
        how = "interval"
    elif kinds.is_binary(field.type) or kinds.is_fixed_size_binary(field.type) or kinds.is_large_binary(field.type):
        kind, how = "binary", "text"
    return DatabaseColumn(field.name, kind, how)


def fetched(schema: Any) -> Any:
    """The types to fetch instead of those that a driver says.

    As text what drivers cut without a word, which are integers of 64 bits without a sign, and what would end the
    process where it is wrong: the day 0000-00-00 (but the text of times with fractions would be cut). As bytes of any
    length those of a fixed one, for some are shorter. As numbers bits, which MariaDB's driver gives as nothing; as
    doubles floats, for PostgreSQL's driver calls doubles so.
    """
    import pyarrow

    def wanted(field: Any) -> Any:
        column = column_of(field)
        if column.kind == "timestamp":
            return pyarrow.timestamp("us")
        if column.how in ("exact", "day"):
            return pyarrow.string()
        if column.kind == "binary":
            return pyarrow.binary()
        kinds = pyarrow.types
        if kinds.is_float32(field.type):
            return pyarrow.float64()
        return pyarrow.int8() if kinds.is_boolean(field.type) else field.type

    return pyarrow.schema([pyarrow.field(field.name, wanted(field)) for field in schema])


def read_as(column: DatabaseColumn) -> pl.Expr:
    """The column from what was fetched of it."""
    if column.how == "interval":
        return (col(column.name).cast(pl.Duration("us")).dt.total_microseconds() / 1e6).alias(column.name)
    if column.how == "day" and column.kind != "timestamp":
        return read_times(column, col(column.name)).alias(column.name)
    if column.kind == "binary":
        return col(column.name).bin.encode("hex")
    return col(column.name).cast(pl.Boolean) if column.kind == "bool" else col(column.name)
