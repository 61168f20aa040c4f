"""Whether a text column holds dates, and which of its cells are none."""

from __future__ import annotations

import polars as pl

from segtui.data.column import Column, fits, left_over, stays_text
from segtui.data.dates import parse_dates
from segtui.data.table import ColumnReading


def read_date_column(cells: pl.Series, *, format: str | None = None) -> Column | None:
    """`cells` (String, not all null) as a date or datetime column; as text, with the reason, if they nearly are one.

    None where too few cells are dates for that to be worth a word, or do not follow the `format` given.
    """
    dates = parse_dates(cells, format=format)
    if not fits(cells, dates.unread):
        return stays_text(cells, dates.unread, "dates") if format is None else None
    unread, examples, notes = left_over(cells, dates.unread, "dates")
    if dates.mixed:
        met = ", ".join(f"{name} ({count:,})" for name, count in dates.formats.items())
        notes.append(f"has dates in {len(dates.formats)} formats: {met}")
    kind = "date" if dates.values.dtype == pl.Date else "datetime"
    reading = ColumnReading(cells.name, kind, formats=dates.formats, unread=unread, examples=examples)
    return Column(dates.values, reading, (*notes, *dates.notes))
