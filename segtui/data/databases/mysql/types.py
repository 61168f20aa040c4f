"""The types of MySQL's columns, and their cells as columns of Polars."""

from __future__ import annotations

from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, How
from segtui.data.databases.written_times import read_times

_KINDS = {
    **{0: "decimal", 1: "tinyint", 2: "smallint", 3: "int", 4: "float", 5: "double", 6: "null", 7: "timestamp"},
    **{8: "bigint", 9: "mediumint", 10: "date", 11: "time", 12: "datetime", 13: "year", 14: "date", 15: "varchar"},
    **{16: "bit", 242: "vector", 245: "json", 246: "decimal", 247: "enum", 248: "set"},
    **dict.fromkeys((249, 250, 251, 252), "blob"),
    **{253: "varchar", 254: "char", 255: "geometry"},
}
"""By the protocol's numbers: https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html"""
_HOW: dict[str, How] = {
    **dict.fromkeys(("decimal",), "exact"),
    **dict.fromkeys(("date", "datetime", "timestamp"), "day"),
    "time": "interval",
    **dict.fromkeys(("json", "geometry", "vector", "binary"), "text"),
}
_WHOLE = ("tinyint", "smallint", "int", "bigint", "mediumint", "year", "bit")
_TEXT = ("varchar", "blob", "char")
_BINARY = 63
_UNSIGNED = 32


def column_of(field: Any) -> DatabaseColumn:
    """A column from what the server says of it."""
    kind = _KINDS.get(field.type_code, "another type")
    if kind in _TEXT and field.charsetnr == _BINARY:
        kind = "binary"
    wide = (kind == "bigint" and field.flags & _UNSIGNED) or (kind == "bit" and field.length > 63)
    return DatabaseColumn(field.name, kind, "exact" if wide else _HOW.get(kind, "plain"))


def type_of(column: DatabaseColumn) -> pl.DataType:
    """The type of the column that `series` makes."""
    if column.how == "day":
        return pl.Date() if column.kind == "date" else pl.Datetime("us")
    if column.how == "interval" or column.kind in ("float", "double"):
        return pl.Float64()
    return pl.Int64() if column.how == "plain" and column.kind in _WHOLE else pl.String()


def series(column: DatabaseColumn, cells: list[bytes | None]) -> pl.Series:
    """Cells as the server writes them, as a column; what is not a day, such as 0000-00-00, is empty."""
    if column.kind == "bit":
        cells = [None if cell is None else str(int.from_bytes(cell, "big")).encode() for cell in cells]
    raw = pl.Series(column.name, cells, pl.Binary)
    if column.kind in ("geometry", "vector", "binary"):
        return raw.bin.encode("hex")
    text = raw.cast(pl.String)
    if column.how in ("day", "interval"):
        return text.to_frame().select(read_times(column, pl.first()).alias(column.name)).to_series()
    return text.cast(type_of(column))
