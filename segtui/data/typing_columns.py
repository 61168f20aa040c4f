"""Which type each column of a freshly read table has, found from its cells."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from segtui.data.blanks import empty_null_words, strip_blanks
from segtui.data.booleans import parse_booleans
from segtui.data.column import Column, as_text
from segtui.data.date_columns import read_date_column
from segtui.data.dates import looks_like_dates
from segtui.data.number_columns import read_number_column
from segtui.data.numbers import parse_numbers
from segtui.data.source import Source
from segtui.data.table import ColumnReading
from segtui.data.typed_already import describe_typed

_SAMPLE = 1_000
_WORTH_TRYING = 0.5


@dataclass(frozen=True)
class Typed:
    """A frame whose columns are Int64, Float64, Boolean, Date, Datetime (us) or String, and how that came about.

    `columns`: one reading for each column, in order. `decimal`: the file's decimal mark. `notes`: whole sentences.
    """

    frame: pl.DataFrame
    columns: tuple[ColumnReading, ...]
    decimal: str
    notes: tuple[str, ...]


def type_columns(frame: pl.DataFrame, source: Source) -> Typed:
    """`frame` with its String columns, which hold raw cell text, turned into what their cells say.

    Blanks around cells are stripped and null words become null first (NULL_WORDS, or `source.nulls`). A column becomes
    boolean, date, datetime, integer or number if its cells are; up to 5 % that are not become null, counted
    in the reading's `unread` and told in a note. Digits that are no quantity (leading zeros, over 15 digits) stay
    text, as do amounts in different units. A decimal mark that a column leaves open follows the other columns.
    Columns that have a type already keep it.
    """
    cells, emptied = empty_null_words(strip_blanks(frame), source.nulls)
    columns = [_read(column, source) for column in cells.get_columns()]
    decimal = source.decimal or _decimal_of(columns)
    shown = any(column.marks for column in columns)
    columns = [_settle(c, cells[c.reading.name], decimal, shown) if c.undecided else c for c in columns]
    notes = [f'column "{c.reading.name}" {note}' for c in columns for note in c.notes]
    if emptied:
        words = ", ".join(f'"{word}" ({count:,})' for word, count in emptied.items())
        notes.insert(0, f"cells that say only one of these words were read as empty: {words}")
    if source.date_format and not any(source.date_format in c.reading.formats for c in columns):
        notes.append(f"no column holds dates written as {source.date_format}, the date_format of the source")
    typed = pl.DataFrame([column.values for column in columns]).rechunk()
    return Typed(typed, tuple(column.reading for column in columns), decimal, tuple(notes))


def _read(cells: pl.Series, source: Source) -> Column:
    if cells.dtype != pl.String:
        return describe_typed(cells)
    if cells.null_count() == len(cells):
        return as_text(cells, f"is empty: none of its {len(cells):,} cells says anything")
    if source.date_format is not None:
        dated = read_date_column(cells, format=source.date_format)
        if dated is not None:
            return dated
    booleans = parse_booleans(cells)
    if booleans is not None:
        return Column(booleans, ColumnReading(cells.name, "boolean"))
    return _as_sampled(cells, source.decimal) or as_text(cells)


def _as_sampled(cells: pl.Series, decimal: str | None) -> Column | None:
    """The column as what a sample of its distinct cells looks like, if all its cells bear that out."""
    present = cells.drop_nulls()
    spread = present.gather_every(max(1, len(present) // (10 * _SAMPLE)))
    sample = spread.unique(maintain_order=True).head(_SAMPLE)
    column = read_date_column(cells) if looks_like_dates(sample) >= _WORTH_TRYING else None
    if column is None and int(parse_numbers(sample).unread.sum()) <= (1 - _WORTH_TRYING) * len(sample):
        column = read_number_column(cells, decimal)
    return column


def _decimal_of(columns: list[Column]) -> str:
    """The file's decimal mark: the one that more of its columns show."""
    commas = sum(c.marks.get(",", 0) > c.marks.get(".", 0) for c in columns)
    points = sum(c.marks.get(".", 0) > c.marks.get(",", 0) for c in columns)
    return "," if commas > points else "."


def _settle(column: Column, cells: pl.Series, decimal: str, shown: bool) -> Column:
    """A column of "1,234" alone, read with the file's decimal mark; `shown`: whether any column shows one."""
    example = cells.filter(cells.str.contains("[0-9][.,][0-9]{3}"))[0]
    if decimal == ",":
        column = read_number_column(cells, decimal) or column
    elif shown and "." in example:
        return column  # a point that is read as a point needs no explanation
    mark = "a comma" if decimal == "," else "a point"
    why = "as in the other columns" if shown else "decimal in the plan can say otherwise"
    note = f'does not show the decimal mark of cells such as "{example}": it was taken for {mark}; {why}'
    return replace(column, notes=(*column.notes, note))
