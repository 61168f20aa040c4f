"""Infers the type of each column of a table from its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from segtui.data.source import Source
from segtui.data.table import ColumnReading
from segtui.data.types.cell_kind import plain_digits
from segtui.data.types.cell_words import null_words, parse_booleans, without_blanks, without_null_words
from segtui.data.types.codes import CODE, with_codes
from segtui.data.types.column_format import ColumnFormat, read_as_known
from segtui.data.types.date_columns import read_date_column, read_one_format
from segtui.data.types.dates import looks_like_dates
from segtui.data.types.native_types import describe_typed
from segtui.data.types.number_columns import read_number_column
from segtui.data.types.numbers import parse_numbers
from segtui.data.types.typed_column import TypedColumn, about_column, as_text, none_of
from segtui.language.sentences import row_of, say

_WORTH_TRYING = 0.5


_FIRST, _SAMPLE = 1_000, 1_000
_DATES = 0.5


@dataclass(frozen=True)
class Typed:
    """A frame whose columns are Int64, Float64, Boolean, Date, Datetime (us) or String, and how they were inferred.

    `columns`: one reading for each column, in order. `decimal`: the file's decimal mark. `notes`: whole sentences.
    """

    frame: pl.DataFrame
    columns: tuple[ColumnReading, ...]
    decimal: str
    notes: tuple[str, ...]


def type_columns(frame: pl.DataFrame, source: Source, known: Sequence[ColumnFormat] = ()) -> Typed:
    """`frame` with its String columns, which hold raw cell text, turned into what their cells say.

    Blanks around cells are stripped and null words become null first (NULL_WORDS, or `source.nulls`). A column becomes
    boolean, date, datetime, integer or number if its cells are; up to 5 % that are not become null, counted
    in the reading's `unread` and told in a note. Digits that are not a quantity (leading zeros, over 15 digits) stay
    text, as do amounts in different units. A decimal mark that a column leaves open follows the other columns.
    Columns that have a type already keep it. Columns of a `known` form are read by it, if most of their cells can be.
    """
    by_name = {form.name: form for form in known}
    words = null_words(source.nulls)
    waiting = frame.get_columns()[::-1]
    del frame  # so that the text of a column can be freed as soon as it is typed
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        tasks = [threads.submit(_read, waiting.pop(), words, source, by_name) for _ in range(len(waiting))]
        read = [task.result() for task in tasks]
    emptied = dict(sorted(sum((Counter(one.emptied) for one in read), Counter()).items()))
    decimal = source.decimal or _decimal_of([one.column for one in read])
    shown = any(one.column.marks for one in read)
    columns = [_settle(one, decimal, shown) for one in read]
    notes = [about_column(c.reading.name, note) for c in columns for note in c.notes]
    if emptied:
        said = row_of([say('"{word}" ({count:,})', word=word, count=count) for word, count in emptied.items()])
        notes.insert(0, say("cells with only one of these words were read as empty: {words}", words=said))
    if source.date_format and not any(source.date_format in c.reading.formats for c in columns):
        notes.append(
            say("no column holds dates written as {format}, the date_format of the source", format=source.date_format)
        )
    typed = pl.DataFrame([column.values for column in columns]).rechunk()
    return Typed(typed, tuple(column.reading for column in columns), decimal, tuple(notes))


@dataclass(frozen=True)
class _Read:
    """A column as typed so far, how often each null word emptied a cell, and its cells where they are still needed."""

    column: TypedColumn
    emptied: dict[str, int]
    cells: pl.Series | None


def _read(cells: pl.Series, words: list[str], source: Source, known: Mapping[str, ColumnFormat]) -> _Read:
    if cells.dtype != pl.String:
        return _Read(with_codes(describe_typed(cells), cells), {}, None)
    if cells.name in known and (column := read_as_known(cells, known[cells.name], words)) is not None:
        return _Read(column, {}, None)
    if source.nulls is None and source.date_format is None:
        column = read_as_they_stand(cells, source.decimal)
        if column is not None:
            column = with_codes(column, cells)
            return _Read(column, {}, cells if column.undecided else None)
    cells, emptied = without_null_words(without_blanks(cells), words)
    digits = plain_digits(cells)
    column = with_codes(_typed(digits, source), digits)
    if column.values.dtype == pl.String and column.reading.written_as != CODE:
        column = replace(column, values=cells)  # what is not a number keeps the digits that it is written in
    return _Read(column, emptied, digits if column.undecided else None)


def _typed(cells: pl.Series, source: Source) -> TypedColumn:
    if cells.null_count() == len(cells):
        return as_text(cells, none_of(len(cells)))
    if source.date_format is not None:
        dated = read_date_column(cells, format=source.date_format)
        if dated is not None:
            return dated
    booleans = parse_booleans(cells)
    if booleans is not None:
        return TypedColumn(booleans, ColumnReading(cells.name, "boolean"))
    return _as_sampled(cells, source.decimal) or as_text(cells)


def _as_sampled(cells: pl.Series, decimal: str | None) -> TypedColumn | None:
    """The column as what a sample of its distinct cells looks like, if all its cells bear that out."""
    sample = sampled(cells)
    column = read_date_column(cells) if looks_like_dates(sample) >= _WORTH_TRYING else None
    if column is None and int(parse_numbers(sample).unread.sum()) <= (1 - _WORTH_TRYING) * len(sample):
        column = read_number_column(cells, decimal)
    return column


def _decimal_of(columns: list[TypedColumn]) -> str:
    """The file's decimal mark: the one that more of its columns show."""
    commas = sum(c.marks.get(",", 0) > c.marks.get(".", 0) for c in columns)
    points = sum(c.marks.get(".", 0) > c.marks.get(",", 0) for c in columns)
    return "," if commas > points else "."


def _settle(read: _Read, decimal: str, shown: bool) -> TypedColumn:
    """A column of "1,234" alone read with the file's decimal mark, others as they are; `shown`: whether any has one."""
    column, cells = read.column, read.cells
    if cells is None:
        return column
    example = cells.filter(cells.str.contains("[0-9][.,][0-9]{3}"))[0]
    if decimal == ",":
        column = read_number_column(cells, decimal) or column
    elif shown and "." in example:
        return column  # a point that is read as a point needs no explanation
    note = say(
        'does not show the decimal mark of cells such as "{example}": it was read as {mark}; {why}',
        example=example,
        mark=say("a comma") if decimal == "," else say("a point"),
        why=say("as in the other columns") if shown else say("set decimal in the plan to change this"),
    )
    return replace(column, notes=(*column.notes, note))


def read_as_they_stand(cells: pl.Series, decimal: str | None) -> TypedColumn | None:
    """`cells` (String) as the column that they make; None where a blank, a word or a doubt asks for a closer look.

    It says what the closer look would say, without its passes over all cells.
    """
    return read_one_format(cells) or _numbers(cells, decimal)


def sampled(cells: pl.Series) -> pl.Series:
    """Up to 1,000 different cells, from all over the column."""
    present = cells.drop_nulls()
    spread = present.gather_every(max(1, len(present) // (10 * _SAMPLE)))
    return spread.unique(maintain_order=True).head(_SAMPLE)


def _numbers(cells: pl.Series, decimal: str | None) -> TypedColumn | None:
    values = _cast(cells)
    if values is None or looks_like_dates(sampled(cells)) >= _DATES:
        return None
    return read_number_column(cells, decimal, values) or as_text(cells)


def _cast(cells: pl.Series) -> pl.Series | None:
    """All cells as Int64, else as Float64, else None; the first ones tell what is not worth a try."""
    for kind in (pl.Int64, pl.Float64):
        if _are(cells.head(_FIRST), kind) is not None and (values := _are(cells, kind)) is not None:
            return values if values.null_count() < len(values) else None
    return None


def _are(cells: pl.Series, kind: type[pl.Int64 | pl.Float64]) -> pl.Series | None:
    values = cells.cast(kind, strict=False)
    return values if values.null_count() == cells.null_count() and not values.is_nan().any() else None
