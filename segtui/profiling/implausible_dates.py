"""Implausible dates and placeholders, judged by the column itself and fixed bounds, never by today's date."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import polars as pl

from segtui.language.sentences import row_of, say, say_counted
from segtui.profiling.column import Alert
from segtui.profiling.column_values import ColumnValues, Values, quantile

FIRST, LAST = "1900-01-01", "2100-01-01"
PLACEHOLDERS = ("1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01")
"""The days that spreadsheets and clocks show for an empty value."""
SPIKE = 5
"""A placeholder occurs at least this many times as often as an average day, and at least three times."""
FAR_YEARS = 10
_BIRTH = re.compile(r"birth|born|\byob\b|\bdob\b|naiss|geburt|nacim|nascim", re.IGNORECASE)


def impossible_dates(column: ColumnValues) -> Iterator[Alert]:
    """Dates before 1900 or after 2099, placeholders, days ten years or more from all others; and years of birth before
    1900 or after 2099."""
    if column.temporal:
        yield from _dates(column)
    elif _BIRTH.search(column.name) and column.quantile(0.25) >= 1900 and column.quantile(0.75) < 2100:
        yield from _years(column)


def _dates(column: ColumnValues) -> Iterator[Alert]:
    values = column.values
    first, last = (_physical(day, column.series.dtype) for day in (FIRST, LAST))
    odd = (values < first) | (values >= last)
    reasons = [say("before 1900")] * bool((values < first).any())
    reasons += [say("after 2099")] * bool((values >= last).any())
    stands_for = [day for day in PLACEHOLDERS if _is_placeholder(column, _physical(day, column.series.dtype))]
    for day in stands_for:
        odd |= values == _physical(day, column.series.dtype)
    placeholders = [day for day in stands_for if day >= FIRST]
    reasons += [say("{day}, a placeholder", day=day) for day in placeholders]
    far = _far(column, odd)
    far_off = bool((far & ~odd).any())
    reasons += [say("more than ten years from the others")] * far_off
    count = int((odd | far).sum())
    if count:
        worst = _worst(values[odd | far], quantile(values, 0.5))
        message = say_counted(
            "{count:,} date is implausible ({reasons}), such as {example}",
            "{count:,} dates are implausible ({reasons}), such as {example}",
            count,
            reasons=row_of(reasons),
            example=column.show(worst),
        )
        yield Alert("impossible_date", message, count, {"placeholders": placeholders, "far_off": far_off})


def _years(column: ColumnValues) -> Iterator[Alert]:
    odd = column.values[(column.values < 1900) | (column.values >= 2100)]
    if odd.size:
        years = ", ".join(str(int(y)) for y in dict.fromkeys(odd.tolist()[:5]))
        message = say_counted(
            "{count:,} year of birth is before 1900 or after 2099: {years}",
            "{count:,} years of birth are before 1900 or after 2099: {years}",
            int(odd.size),
            years=years,
        )
        yield Alert("impossible_date", message, int(odd.size))


def _is_placeholder(column: ColumnValues, day: int) -> bool:
    days, counts = column.runs
    here = int(counts[days == day].sum())
    return here >= max(3, SPIKE * column.values.size / days.size) if days.size > 1 else False


def _far(column: ColumnValues, odd: Values) -> Values:
    """A few dates more than three interquartile ranges and ten years from the quartiles of the plausible ones."""
    values = column.values
    kept = values[~odd]
    if kept.size < 20:
        return np.zeros(values.size, dtype=bool)
    q1, q3 = quantile(kept, 0.25), quantile(kept, 0.75)
    reach = max(3 * (q3 - q1), FAR_YEARS * 365.25 * _day(column.series.dtype))
    far = (values < q1 - reach) | (values > q3 + reach)
    return far if far.sum() <= 0.05 * values.size else np.zeros_like(far)


def _worst(values: Values, middle: float) -> float:
    return float(max((values[0].item(), values[-1].item()), key=lambda v: abs(v - middle)))


def _day(dtype: pl.DataType) -> int:
    """The number of ticks in a day for a temporal type."""
    if not isinstance(dtype, pl.Datetime):
        return 1
    return 86_400 * {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[dtype.time_unit]


def _physical(day: str, dtype: pl.DataType) -> int:
    return int(np.datetime64(day, "D").astype(np.int64)) * _day(dtype)
