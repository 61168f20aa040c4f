"""Dates spelled out in ways that no strptime format covers ("Monday, 1st of June 2020"), by dateutil."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import polars as pl

WRITTEN_OUT = (
    r"(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]? )?"
    r"(?:[0-9]{1,4}(?:st|nd|rd|th)?[ ./-]*(?:of )?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*[0-9]"
)
"""What a cell must look like to be handed to dateutil: at most a weekday and a day before the name of a month."""

_MOST = 20_000  # distinct cells; dateutil takes about .1 ms for each


def parse_written_out(cells: pl.Series) -> dict[str, datetime]:
    """The distinct `cells` (String) that spell out a whole date, each with its naive datetime.

    An offset is turned to UTC. A cell without a year, a month or a day is left out, and so is one with a named time
    zone other than UTC. More than 20,000 distinct cells are left alone.
    """
    if cells.is_empty():
        return {}
    distinct = cells.filter(cells.str.contains(WRITTEN_OUT)).unique().sort()
    if distinct.is_empty() or len(distinct) > _MOST:
        return {}
    read = {cell: _whole_date(cell) for cell in distinct}
    return {cell: value for cell, value in read.items() if value is not None}


def _whole_date(cell: str) -> datetime | None:
    from dateutil import parser

    try:
        # dateutil fills what is missing from a default: two defaults tell what was missing.
        one = parser.parse(cell, default=datetime(2000, 1, 1), tzinfos=_zone)
        other = parser.parse(cell, default=datetime(2001, 2, 2), tzinfos=_zone)
        if one != other or not isinstance(one, datetime):
            return None
        return one.astimezone(UTC).replace(tzinfo=None) if one.tzinfo else one
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if name is None and offset is None:
        return None
    if offset is None:
        # What a name such as CST means depends on who says it; the machine's own zone must not decide.
        raise ValueError(f"the time zone {name} is not an offset")
    return timezone(timedelta(seconds=offset))
