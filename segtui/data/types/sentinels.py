"""Placeholder dates for "never" or "unknown": the ends of calendars, and days that programs write for empty values."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.language.sentences import Sentence, say_counted

_FIRST, _END = "1602-01-01", "2200-01-01"
"""1601-01-01 is the first day of Windows' clock; 2999-12-31 and 9999-12-31 mean that something has no end."""
_DAYS = ("1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "2079-06-06", "2099-12-31")
"""The first days of databases and spreadsheets, the last one of a short time, and the end of this century."""
COMPACT = (0, 10101, 19000101, 20991231, 29991231, 99991231)
"""The same days as whole numbers of eight digits."""
_ZERO = r"^(?:0{4}[-/.]00[-/.]00(?:[T ][0:.]+Z?)?|00[-/.]00[-/.]0{4}|0{8}|00010101|29991231|99991231)$"
_TICKS = {"ms": 86_400 * 10**3, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}


def are_sentinels(values: pl.Series) -> pl.Series:
    """Which dates or times (any unit) stand for none or lie beyond the calendar: Boolean, false for null.

    Each is judged by itself, so that a batch is read as the whole is.
    """
    day = values.to_physical().cast(pl.Int64)
    if isinstance(values.dtype, pl.Datetime):
        day = day // _TICKS[values.dtype.time_unit]
    outside = (day < _day(_FIRST)) | (day >= _day(_END))
    return (outside | day.is_in([_day(d) for d in _DAYS])).fill_null(False)


def are_zero_dates(cells: pl.Series) -> pl.Series:
    """Which cells (String) are a database's date for nothing: 0000-00-00, or eight digits such as 99991231."""
    return cells.str.contains(_ZERO).fill_null(False)


def without_sentinels(values: pl.Series) -> tuple[pl.Series, int, tuple[str, ...]]:
    """The dates or times without sentinels, which are null; how many these were, and up to five of them as text."""
    if not (values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime)):
        return values, 0, ()
    sentinels = are_sentinels(values)
    count = int(sentinels.sum())
    if not count:
        return values, 0, ()
    examples = values.filter(sentinels).unique().sort().head(5)
    return values.set(sentinels, None), count, tuple(_said(examples))


def _said(values: pl.Series) -> list[str]:
    """Days in ISO 8601, also those that Python's calendar lacks."""
    unit = values.dtype.time_unit if isinstance(values.dtype, pl.Datetime) else "D"
    ticks = values.to_physical().to_numpy().astype(f"datetime64[{unit}]")
    return list(dict.fromkeys(str(np.datetime64(tick, "D")) for tick in ticks))


def _day(day: str) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def stand_ins(count: int) -> Sentence:
    """`2 dates that stand for none`."""
    return say_counted("{count:,} date that stands for none", "{count:,} dates that stand for none", count)
