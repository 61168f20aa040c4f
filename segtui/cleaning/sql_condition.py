"""Conditions in SQL, such as `first_order <= last_order`: read, checked against the columns, and tried on rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from segtui.cleaning.sql import Sql, SqlError, read_sql
from segtui.errors import Fault, PlanError, nearest

_DATES = "write a date as DATE '2024-01-31' and a time as TIMESTAMP '2024-01-31 08:45:00'"
_TEXT = "text goes in single quotes, 'like this'; a column name with spaces in double quotes"


def faults(sql: str, columns: Sequence[str], key: str) -> list[Fault]:
    """What is wrong with a condition before it meets any data: SQL that can't be read, columns that are not there."""
    try:
        names = names_in(sql)
    except PlanError as error:
        return [Fault(key, f.what, f.fix) for f in error.faults]
    return [Fault(key, f'there is no column "{n}"', nearest(n, columns)) for n in names if n not in columns]


def names_in(sql: str) -> list[str]:
    """The columns that a condition names, each once; PlanError where it can't be read."""
    return list(_read(sql, "").columns)


def holds(frame: pl.DataFrame, sql: str, key: str) -> pl.Series:
    """For each row whether the condition holds: Boolean, null where a null cell leaves it open.

    Raises PlanError under `key` where it can't be read, does not fit the columns' kinds or is not yes or no.
    """
    unknown = faults(sql, frame.columns, key)
    if unknown:
        raise PlanError(unknown)
    try:
        found = _read(sql, key).of(frame)
    except SqlError as error:
        raise PlanError([Fault(key, error.what, error.fix or _hint(error.what))]) from None
    if found.dtype == pl.Null:
        found = found.cast(pl.Boolean)
    if found.dtype != pl.Boolean or found.len() not in (1, frame.height):  # functions of windows give other lengths
        raise PlanError([Fault(key, "is not a condition: it must be true or false for each row", "such as income > 0")])
    return found.new_from_index(0, frame.height) if found.len() == 1 != frame.height else found


def _read(sql: str, key: str) -> Sql:
    try:
        return read_sql(sql, "a condition")
    except SqlError as error:
        raise PlanError([Fault(key, error.what, error.fix or _TEXT)]) from None


def _hint(what: str) -> str:
    return _DATES if "date" in what else _TEXT
