"""Normalizes the types of columns that are typed in the file (parquet, arrow, json, xlsx)."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl

from segtui.data.table import ColumnReading
from segtui.data.types.date_columns import without_stand_ins
from segtui.data.types.typed_column import TypedColumn, as_text, none_of
from segtui.language.sentences import say, say_counted


def describe_typed(values: pl.Series) -> TypedColumn:
    """`values` (any type but String) as Int64, Float64, Boolean, Date, Datetime (us, no zone) or String.

    NaN becomes null, a duration seconds, a time with a zone is turned to UTC; what has no such kind (lists, structs,
    times of day, integers beyond 64 bits) becomes text.
    """
    dtype = values.dtype
    if dtype == pl.Boolean:
        return TypedColumn(values, ColumnReading(values.name, "boolean"))
    if dtype == pl.Date:
        return without_stand_ins(TypedColumn(values, ColumnReading(values.name, "date")))
    if dtype.is_numeric():
        return _integer(values) if dtype.is_integer() else _number(values.cast(pl.Float64))
    if isinstance(dtype, pl.Datetime):
        return _datetime(values, dtype.time_zone)
    if isinstance(dtype, pl.Duration):
        return TypedColumn(values.dt.total_seconds(fractional=True), ColumnReading(values.name, "number", unit="s"))
    return _text(values)


def _integer(values: pl.Series) -> TypedColumn:
    whole = values.cast(pl.Int64, strict=False)
    if whole.null_count() == values.null_count():
        return TypedColumn(whole, ColumnReading(values.name, "integer"))
    return as_text(values.cast(pl.String), say("holds whole numbers of more than 64 bits and was converted to text"))


def _number(values: pl.Series) -> TypedColumn:
    nan = int(values.is_nan().sum())
    told = say_counted("has {count:,} cell of NaN, left empty", "has {count:,} cells of NaN, left empty", nan)
    notes = (told,) if nan else ()
    return TypedColumn(values.fill_nan(None), ColumnReading(values.name, "number"), notes)


def _datetime(values: pl.Series, zone: str | None) -> TypedColumn:
    notes = (say("has times with a zone, which were converted to UTC"),) if zone else ()
    column = without_stand_ins(TypedColumn(values, ColumnReading(values.name, "datetime", zoned=bool(zone)), notes))
    known = column.values  # by now none is too large for what follows
    naive = known.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else known
    return replace(column, values=naive.cast(pl.Datetime("us")))


def _text(values: pl.Series) -> TypedColumn:
    if values.null_count() == len(values):
        return as_text(values.cast(pl.String, strict=False), none_of(len(values)))
    if isinstance(values.dtype, (pl.Categorical, pl.Enum)):
        return as_text(values.cast(pl.String))
    note = say("holds values of type {type} and was converted to text", type=str(values.dtype))
    if values.dtype.is_nested() or values.dtype in (pl.Binary, pl.Object):
        said = [None if value is None else _said(value) for value in values.to_list()]
        return as_text(pl.Series(values.name, said, dtype=pl.String), note)
    return as_text(values.cast(pl.String), note)


def _said(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return json.dumps(value, ensure_ascii=False, default=str)
