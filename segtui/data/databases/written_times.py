"""Days and times as databases write them, as columns of Polars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn
from segtui.language.sentences import say

_CLOCK = r"^(-?)(\d+):(\d+):(\d+(?:\.\d+)?)$"
_TIME = "%Y-%m-%d %H:%M:%S%.f"


def read_times(column: DatabaseColumn, text: pl.Expr) -> pl.Expr:
    """The text of a column of days, of days with a time, or of times without a day, which become seconds.

    What is not a day, such as 0000-00-00, is empty.
    """
    if column.how == "interval":
        return _seconds(text)
    if column.kind == "date":
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text.str.to_datetime(_TIME, time_unit="us", strict=False)


def told_of_times(columns: Iterable[DatabaseColumn], empty_days: Mapping[str, int]) -> tuple[str, ...]:
    """Sentences on columns that are read as seconds, and on those in which some cells are not a day."""
    clocks = [
        say("{name} holds times without a day; they are read as seconds.", name=f'"{column.name}"')
        for column in columns
        if column.how == "interval"
    ]
    days = [
        say(
            "{name} has {count:,} days that are none, such as 0000-00-00; they are read as empty.",
            name=name,
            count=count,
        )
        for name, count in ((f'"{name}"', count) for name, count in empty_days.items())
        if count
    ]
    return (*clocks, *days)


def _seconds(text: pl.Expr) -> pl.Expr:
    """Times such as 25:00:00.125 or -838:59:59 in seconds."""
    parts = text.str.extract_groups(_CLOCK).struct
    hours, minutes, rest = (parts.field(str(part)).cast(pl.Float64) for part in (2, 3, 4))
    counted = hours * 3600 + minutes * 60 + rest
    return pl.when(parts.field("1") == "-").then(-counted).otherwise(counted)
