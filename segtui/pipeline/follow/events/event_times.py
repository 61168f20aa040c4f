"""The times of events, as the run's table had them or as streams usually do."""

from __future__ import annotations

import polars as pl

from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, parse_with
from segtui.features.log.times import TimeZone, clock

_ISO = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z")
_PLAIN = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_NUMBER = r"^-?\d{9,19}(?:\.\d+)?$"
_FIRST, _LAST = 315_532_800, 4_102_444_800
"""1980 and 2100, in seconds since 1970."""


def event_times(cells: pl.Series, form: ColumnFormat | None, *, of_utc: bool, zone: TimeZone | None) -> pl.Series:
    """Moments (Int64, microseconds since 1970) of cells of text; null where one is empty or can't be read as a time.

    Read as the run's table was (`form`); else as ISO 8601, or as a number since 1970. `of_utc` says that the run's
    times are of UTC: others are as clocks of the `zone` show them.
    """
    text = cells.str.strip_chars()
    found = pl.Series([None] * len(text), dtype=pl.Int64)
    numbers = _since_1970(text)
    if form is not None and form.kind in ("date", "datetime"):
        values = parse_with(text, form, null_words(), typed=False).values
        found = values.cast(pl.Datetime("us")).to_physical()
    elif form is not None and form.kind == "integer":
        days = text.str.to_date("%Y%m%d", strict=False).cast(pl.Datetime("us")).to_physical()
        found = pl.select(pl.when(text.str.contains(r"^\d{8}$")).then(days)).to_series()
    for format in () if not found.null_count() else _ISO:
        read = text.str.to_datetime(format, time_unit="us", time_zone="UTC", strict=False).dt.replace_time_zone(None)
        instants = read.to_physical()
        found = _filled(found, instants if of_utc else clock(instants, zone))
    for format in () if not found.null_count() else _PLAIN:
        found = _filled(found, text.str.to_datetime(format, time_unit="us", strict=False).to_physical())
    found = _filled(found, numbers if of_utc else clock(numbers, zone))
    inside = found.is_between(_FIRST * -1_000_000, _LAST * 1_000_000)
    return found.set(~inside.fill_null(False), None)


def _filled(found: pl.Series, more: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(found.alias("a"), more.alias("b"))).to_series()


def _since_1970(text: pl.Series) -> pl.Series:
    """Numbers of seconds to nanoseconds, told apart by their size."""
    is_number = text.str.contains(_NUMBER).fill_null(False)
    number = text.set(~is_number, None).cast(pl.Float64, strict=False)
    whole = text.set(~is_number, None).cast(pl.Int64, strict=False)
    rounded = (number * 1_000_000).round().cast(pl.Int64, strict=False)
    steps = [
        pl.when(number.is_between(_FIRST, _LAST)).then(rounded),
        pl.when(number.is_between(_FIRST * 1e3, _LAST * 1e3)).then(whole * 1_000),
        pl.when(number.is_between(_FIRST * 1e6, _LAST * 1e6)).then(whole),
        pl.when(number.is_between(_FIRST * 1e9, _LAST * 1e9)).then(whole // 1_000),
    ]
    return pl.select(pl.coalesce(*steps)).to_series()
