"""Whether a text column holds dates, and which of its cells are none."""

from __future__ import annotations

import polars as pl

from segtui.data.column import Column, fits, left_over, stays_text
from segtui.data.dates import Dates, parse_dates, parse_one_format
from segtui.data.table import ColumnReading


def read_date_column(cells: pl.Series, *, format: str | None = None) -> Column | None:
    """`cells` (String, not all null) as a date or datetime column; as text, with the reason, if they nearly are one.

    None where too few cells are dates for that to be worth a word, or do not follow the `format` given.
    """
    return _column(cells, parse_dates(cells, format=format), format)


def read_one_format(cells: pl.Series) -> Column | None:
    """`cells` (String, as they stand in the file) as dates, where all have one format and nothing else about them."""
    dates = parse_one_format(cells)
    return _column(cells, dates, None) if dates is not None else None


def _column(cells: pl.Series, dates: Dates, format: str | None) -> Column | None:
    if not fits(cells, dates.unread):
        return stays_text(cells, dates.unread, "dates") if format is None else None
    unread, examples, notes = left_over(cells, dates.unread, "dates")
    if dates.mixed:
        met = ", ".join(f"{name} ({count:,})" for name, count in dates.formats.items())
        notes.append(f"has dates in {len(dates.formats)} formats: {met}")
    kind = "date" if dates.values.dtype == pl.Date else "datetime"
    reading = ColumnReading(cells.name, kind, formats=dates.formats, unread=unread, examples=examples)
    return Column(dates.values, reading, (*notes, *dates.notes))
