"""Parses cells like an earlier reading of the same columns, so that a batch is read like the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.table import ColumnReading, ReadReport, WrittenAs
from segtui.data.types.cell_kind import plain_digits
from segtui.data.types.cell_words import without_blanks, without_null_words, yes_or_no
from segtui.data.types.codes import CODE, bare_codes
from segtui.data.types.date_columns import ZERO_DAY, with_stand_ins
from segtui.data.types.date_formats import says_zone
from segtui.data.types.dates_in_formats import read_in_formats
from segtui.data.types.native_types import describe_typed
from segtui.data.types.numbers import parse_numbers
from segtui.data.types.plain_ids import plain_ids
from segtui.data.types.sentinels import are_zero_dates, without_sentinels
from segtui.data.types.typed_column import TypedColumn, left_over
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.language.wording import type_word

_NUMBERS = ("integer", "number")
_MOST_UNREAD = 0.5


@dataclass(frozen=True)
class ColumnFormat:
    """How a column was read: its kind (see ColumnReading), the decimal mark of ambiguous cells, its date formats, and
    whether its text is numeric codes."""

    name: str
    kind: str
    decimal: str | None = None
    formats: tuple[str, ...] = ()
    code: bool = False


def column_formats(reading: ReadReport) -> tuple[ColumnFormat, ...]:
    """The form of each column of a reading."""
    mark = reading.decimal or None
    return tuple(format_of(c, mark) for c in reading.columns)


def format_of(column: ColumnReading, decimal: str | None) -> ColumnFormat:
    """The form of a column; `decimal` is the mark of the others."""
    mark = "," if column.written_as == "decimal comma" else decimal
    return ColumnFormat(
        column.name, column.kind, mark, column.tried or tuple(column.formats), column.written_as == CODE
    )


@dataclass(frozen=True)
class ParsedCells:
    """Cells in the type of a format, which cells could not be parsed (Boolean) and are null, and the number of
    placeholder dates, which are null too, with up to five of them."""

    values: pl.Series
    unread: pl.Series
    sentinels: int = 0
    sentinel_days: tuple[str, ...] = ()


def as_before(
    cells: pl.Series, form: ColumnFormat, words: Sequence[str], *, typed: bool
) -> tuple[pl.Series, pl.Series]:
    """The cells in the form's kind, and those that do not read as it (Boolean), which are null; see `parse_with`."""
    found = parse_with(cells, form, words, typed=typed)
    return found.values, found.unread


def parse_with(cells: pl.Series, form: ColumnFormat, words: Sequence[str], *, typed: bool) -> ParsedCells:
    """The cells in the form's kind.

    Text is as written in a file, blanks and null `words` included, unless the file is `typed`. Raises DataError where a
    column's own type does not go with the form's kind.
    """
    if cells.dtype != pl.String:
        column = describe_typed(cells)
        values = _converted(column.values, form)
        return ParsedCells(values, values.is_null() & False, column.reading.sentinels, column.reading.sentinel_days)
    if not typed or form.kind != "text":
        cells, _ = without_null_words(without_blanks(cells), words)
    zeros = 0
    if form.kind in ("date", "datetime"):
        zero = are_zero_dates(cells)
        cells, zeros = cells.set(zero, None), int(zero.sum())
    values = _read(cells, form).alias(cells.name)
    known, count, days = without_sentinels(values)
    days = (*days, ZERO_DAY)[:5] if zeros else days
    return ParsedCells(known, values.is_null() & cells.is_not_null(), count + zeros, days)


def read_as_known(cells: pl.Series, form: ColumnFormat, words: Sequence[str]) -> TypedColumn | None:
    """Cells (String) as a column of a known form; None where most of them are not of its kind."""
    found = parse_with(cells, form, words, typed=False)
    count, examples, notes = left_over(cells, found.unread, "numbers" if form.kind in _NUMBERS else f"{form.kind}s")
    if count > _MOST_UNREAD * max(1, len(cells) - cells.null_count()):
        return None
    formats = dict.fromkeys(form.formats, 0)
    written_as: WrittenAs = CODE if form.code else ""
    zoned = any(map(says_zone, form.formats))
    kind = _kind_of(found.values)
    reading = ColumnReading(cells.name, kind, written_as, "", formats, form.formats, count, examples, zoned=zoned)
    return with_stand_ins(TypedColumn(found.values, reading, tuple(notes)), found.sentinels, found.sentinel_days)


def _kind_of(values: pl.Series) -> str:
    kinds = {pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean", pl.Date: "date", pl.String: "text"}
    return kinds.get(values.dtype.base_type(), "datetime")


def _read(cells: pl.Series, form: ColumnFormat) -> pl.Series:
    if form.kind == "text":
        return bare_codes(cells) if form.code else cells
    cells = plain_digits(cells)
    if form.kind == "integer":
        whole = cells.cast(pl.Int64, strict=False)
        if whole.null_count() == cells.null_count():
            return whole
    if form.kind in _NUMBERS:
        return parse_numbers(cells, decimal=form.decimal).values
    if form.kind == "boolean":
        return yes_or_no(cells)
    if form.kind in ("date", "datetime"):
        return read_in_formats(cells, form.formats).cast(pl.Date if form.kind == "date" else pl.Datetime("us"))
    return cells


def _converted(values: pl.Series, form: ColumnFormat) -> pl.Series:
    dtype = values.dtype
    wanted = {"date": pl.Date(), "datetime": pl.Datetime("us"), "boolean": pl.Boolean(), "text": pl.String()}
    if values.null_count() == len(values):
        return pl.Series(values.name, [None] * len(values), dtype=wanted.get(form.kind, pl.Float64()))
    dated = dtype == pl.Date or isinstance(dtype, pl.Datetime)
    goes = {"date": dated, "datetime": dated, "boolean": dtype == pl.Boolean, "text": True}
    if not goes.get(form.kind, dtype.is_numeric()):
        kind = "yes and no" if dtype == pl.Boolean else "text" if dtype == pl.String else str(dtype).lower()
        fix = say("convert the column to the type that the run's plan expects")
        raise DataError(
            say("is {kind} here, and was {kind_2} in the run", kind=type_word(kind), kind_2=type_word(form.kind)),
            where=say('column "{name}"', name=form.name),
            fix=fix,
        )
    if form.kind in _NUMBERS:
        return values
    return (plain_ids(values) if form.kind == "text" else values).cast(wanted[form.kind])  # 1067, not 1067.0
