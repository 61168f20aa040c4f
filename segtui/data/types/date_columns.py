"""Whether a text column holds dates, and which of its cells do not."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from segtui.data.table import ColumnReading, Writing
from segtui.data.types.date_formats import says_zone, ways
from segtui.data.types.dates import ParsedDates, parse_dates, parse_one_format
from segtui.data.types.sentinels import are_zero_dates, stand_ins, without_sentinels
from segtui.data.types.typed_column import TypedColumn, fits, left_over, stays_text
from segtui.language.sentences import row_of, say, say_counted

ZERO_DAY = "0000-00-00"
"""The day that is told for cells of zeros."""


def read_date_column(cells: pl.Series, *, format: str | None = None) -> TypedColumn | None:
    """`cells` (String, not all null) as a date or datetime column; as text, with the reason, if they nearly are one.

    None where too few cells are dates for that to be worth a word, or do not follow the `format` given.
    """
    zero = are_zero_dates(cells)
    count = int(zero.sum())
    if not count:
        return _column(cells, parse_dates(cells, format=format), format)
    cells = cells.set(zero, None)
    column = _column(cells, parse_dates(cells, format=format), format) if cells.null_count() < len(cells) else None
    return with_stand_ins(column, count, (ZERO_DAY,)) if column and column.reading.kind != "text" else None


def read_one_format(cells: pl.Series) -> TypedColumn | None:
    """`cells` (String, as they stand in the file) as dates, where all have one format and nothing else about them."""
    dates = parse_one_format(cells)
    return _column(cells, dates, None) if dates is not None else None


def _column(cells: pl.Series, dates: ParsedDates, format: str | None) -> TypedColumn | None:
    if not fits(cells, dates.unread):
        return _mostly_dates(cells, dates) if format is None else None
    unread, examples, notes = left_over(cells, dates.unread, "dates")
    if dates.mixed:
        written = ways(dates.formats)
        met = row_of([say("{format} ({count:,})", format=name, count=n) for name, n in written.items()])
        notes.append(say("has dates in {formats} formats: {met}", formats=len(written), met=met))
    kind = "date" if dates.values.dtype == pl.Date else "datetime"
    zoned = any(map(says_zone, dates.formats))
    plain = sum(count for name, count in dates.formats.items() if not says_zone(name))
    if zoned and plain:
        notes.append(
            say_counted(
                "has {count:,} time without an offset among those with one, taken as UTC",
                "has {count:,} times without an offset among those with one, taken as UTC",
                plain,
            )
        )
    reading = ColumnReading(
        cells.name,
        kind,
        "",
        "",
        dates.formats,
        dates.tried,
        unread,
        examples,
        zoned=zoned,
        writings=_writings(cells, dates) if dates.mixed else (),
        ambiguous=dates.ambiguous if dates.mixed else 0,
    )
    return without_stand_ins(TypedColumn(dates.values, reading, (*notes, *dates.notes)))


def _mostly_dates(cells: pl.Series, dates: ParsedDates) -> TypedColumn | None:
    """The column as text, with the formats of those of its cells that are dates, where there are several."""
    column = stays_text(cells, dates.unread, "dates")
    if column is None or not dates.mixed:
        return column
    reading = replace(column.reading, writings=_writings(cells, dates), ambiguous=dates.ambiguous)
    return replace(column, reading=reading)


def _writings(cells: pl.Series, dates: ParsedDates) -> tuple[Writing, ...]:
    """Each format with an example: the first cell that no format tried before it fits."""
    left, examples = cells.drop_nulls().unique(maintain_order=True), dict[str, str]()
    for form in dates.tried:
        fits = parse_dates(left, format=form).values.is_not_null()
        if form in dates.formats and fits.any():
            examples[form] = str(left.filter(fits)[0])
        left = left.filter(~fits)
    return tuple(Writing(form, count, examples.get(form, "")) for form, count in dates.formats.items())


def without_stand_ins(column: TypedColumn) -> TypedColumn:
    """A column of dates without those that stand for none, which are counted."""
    values, count, days = without_sentinels(column.values)
    return with_stand_ins(replace(column, values=values), count, days)


def with_stand_ins(column: TypedColumn, count: int, days: tuple[str, ...]) -> TypedColumn:
    """The column with so many more dates that stood for none, which are noted; itself where there are none."""
    if not count:
        return column
    count, days = count + column.reading.sentinels, (*days, *column.reading.sentinel_days)[:5]
    return replace(
        column,
        reading=replace(column.reading, sentinels=count, sentinel_days=days),
        notes=(*column.notes, say("has {dates}, left empty: {days}", dates=stand_ins(count), days=row_of(days))),
    )
