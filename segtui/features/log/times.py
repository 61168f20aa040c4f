"""The times of a log: as moments, and as the clock shows them in a time zone."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import polars as pl
from pydantic import AfterValidator

from segtui.data.table import Table
from segtui.data.types.sentinels import COMPACT
from segtui.errors import DataError
from segtui.language.sentences import say

DAY = 86_400_000_000
"""Microseconds of a day."""
_HOUR = 3_600_000_000
_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1, "ns": 0}
"""How many microseconds a number since 1970 counts, by its unit; of a nanosecond it is a thousandth."""
_EPOCH = dt.date(1970, 1, 1)
_COMPACT_DATES = pl.col("^.*$").is_between(19_000_101, 22_001_231)
_FIRST, _LAST = 315_532_800, 4_102_444_800
"""1980 and 2100, in seconds since 1970."""
_LONG_DIGITS = "^[0-9]{16,19}$"
"""Micro- and nanoseconds since 1970, which text files give as text, since a number of over 15 digits is a code."""


def _known(zone: str) -> str:
    try:
        pl.Series([dt.datetime(2024, 1, 1)]).dt.replace_time_zone(zone)
    except pl.exceptions.PolarsError as error:
        raise ValueError(say('"{zone}" is not a time zone such as Europe/Paris', zone=zone)) from error
    return zone


TimeZone = Annotated[str, AfterValidator(_known)]
"""A time zone by its name in the IANA database, such as Europe/Paris."""


def day_number(day: dt.date) -> int:
    """Days since the first of 1970."""
    return (day - _EPOCH).days


def day_of_number(days: int) -> dt.date:
    """The date that is this number of days after the first of 1970."""
    return _EPOCH + dt.timedelta(days=days)


def epoch_unit(numbers: pl.Series) -> str | None:
    """The unit (s, ms, us, ns) of numbers that are all times since 1970, between 1980 and 2100; else None."""
    low, high = numbers.min(), numbers.max()
    if isinstance(low, int) and isinstance(high, int):
        for power, unit in enumerate(_UNITS):
            if _FIRST * 1_000**power <= low and high <= _LAST * 1_000**power:
                return unit
    return None


def since_epoch(column: pl.Series) -> pl.Series | None:
    """The whole numbers of a column whose values are all times since 1970, text of 16 to 19 digits among them."""
    if column.dtype == pl.String:
        if not all(cells.str.contains(_LONG_DIGITS).all() for cells in (column.head(9), column)):
            return None
        column = column.cast(pl.Int64, strict=False)
    return column if column.dtype.is_integer() and epoch_unit(column) else None


def is_dated(column: pl.Series) -> bool:
    """Dates, times of a day, or whole numbers that are all dates written YYYYMMDD."""
    if column.dtype.is_integer():
        known = column.filter(~column.is_in(COMPACT)).drop_nulls()
        return known.len() > 0 and not _compact(known).null_count()
    return column.dtype in (pl.Date, pl.Datetime)


def _compact(column: pl.Series) -> pl.Series:
    """Dates written YYYYMMDD; null for other numbers, and for days that stand for none."""
    meant = _COMPACT_DATES & ~pl.all().is_in(COMPACT)
    inside = column.to_frame().select(pl.when(meant).then(pl.all())).to_series()
    return inside.cast(pl.String).str.to_date("%Y%m%d", strict=False)


def is_timed(column: pl.Series) -> bool:
    """Whether a column can be the time of a log's rows: dates, times, YYYYMMDD, or numbers since 1970."""
    return is_dated(column) or since_epoch(column) is not None


def has_hours(column: pl.Series) -> bool:
    """Whether the times of a column that `is_timed` say more than the day."""
    return column.dtype == pl.Datetime or since_epoch(column) is not None


def is_of_utc(table: Table, column: str) -> bool:
    """Whether the times of a column that `is_timed` are known to be of UTC: with an offset as read, or since 1970."""
    return since_epoch(table.frame[column]) is not None or any(
        read.zoned for read in table.reading.columns if read.name == column
    )


def moments(frame: pl.DataFrame, column: str) -> pl.Series:
    """The times of a column that `is_timed`, in microseconds since 1970 (Int64), as they stand there."""
    values = frame[column]
    if (numbers := since_epoch(values)) is not None and (unit := epoch_unit(numbers)):
        return numbers.cast(pl.Int64) // 1_000 if unit == "ns" else numbers.cast(pl.Int64) * _UNITS[unit]
    if values.dtype == pl.Datetime:
        return values.dt.cast_time_unit("us").to_physical()
    days = _compact(values) if values.dtype.is_integer() else values.cast(pl.Date)
    return days.cast(pl.Datetime("us")).to_physical()


def clock(instants: pl.Series, zone: str | None) -> pl.Series:
    """What clocks of the zone show at moments of UTC, both in microseconds; without a zone the same."""
    if zone is None:
        return instants
    shown = instants.cast(pl.Datetime("us")).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return shown.dt.replace_time_zone(None).to_physical()


def instant(shown: int, zone: str | None) -> int:
    """The first moment of UTC at which clocks of the zone show a time, both in microseconds.

    A time that clocks skip is the one an hour later.
    """
    if zone is None:
        return shown
    for later in (0, _HOUR, DAY):
        local = pl.Series([shown + later], dtype=pl.Int64).cast(pl.Datetime("us"))
        found = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").to_physical().to_list()[0]
        if found is not None:
            return int(found)
    raise DataError(say("a time that the zone does not have"), where=zone, fix=say("choose another as_of"))
