"""Values between a plan, a column and a note: a plan's value in a column's kind, a column's number in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from segtui.language.sentences import Sentence
from segtui.language.wording import is_plain

Value = bool | int | float | datetime | date | str
"""The types that a plan can give for a cell."""
_WORDS = {"true": True, "false": False}


def as_kind(value: Value, column: pl.Series) -> Any | None:
    """The value in the column's type; null if it does not fit."""
    dtype = column.dtype
    if dtype == pl.String:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if dtype == pl.Boolean:
        return _WORDS.get(str(value).casefold())
    if dtype.is_numeric():
        return _number(value, whole=dtype.is_integer())
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return _moment(value, day=dtype == pl.Date)
    return None


def takes_any(column: pl.Series, values: Mapping[str, Value]) -> bool:
    """Whether the column's type can hold at least one of the old values and its replacement."""
    fits = (as_kind(o, column) is not None and (n == "" or as_kind(n, column) is not None) for o, n in values.items())
    return any(fits)


def _number(value: Value, *, whole: bool) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not whole or not number.is_integer():
        return number
    text = str(value).strip()
    return int(text) if text.lstrip("+-").isdigit() else int(number)


def _moment(value: Value, *, day: bool) -> date | datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(moment, date):
        return None
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return moment.date() if day else moment


def figure_of(column: pl.Series, value: float) -> str:
    """A value or bound of the column with seven digits, without commas if the profile omits them."""
    return Sentence("{value:plain7}" if _plain(column) else "{value:figure7}", {"value": value})


def _plain(column: pl.Series) -> bool:
    if not column.dtype.is_integer() or column.null_count() == column.len():
        return False
    q1, q3 = np.quantile(column.drop_nulls().to_numpy(), [0.25, 0.75])
    return is_plain(column.name, float(q1), float(q3))
