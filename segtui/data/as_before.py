"""Understands cells as an earlier reading of the same columns did, so that a batch is read like the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.blanks import without_blanks, without_null_words
from segtui.data.booleans import yes_or_no
from segtui.data.column import Column, left_over
from segtui.data.digits import plain_digits
from segtui.data.known_dates import read_in_formats
from segtui.data.numbers import parse_numbers
from segtui.data.plain_ids import plain_ids
from segtui.data.sentinels import are_zero_dates, without_sentinels
from segtui.data.table import ColumnReading, Reading
from segtui.data.typed_already import describe_typed
from segtui.errors import DataError

_NUMBERS = ("integer", "number")
_MOST_UNREAD = 0.5


@dataclass(frozen=True)
class Form:
    """How a column was read: its kind (see ColumnReading), the decimal mark of cells that could be read two ways, and
    the formats of its dates."""

    name: str
    kind: str
    decimal: str | None = None
    formats: tuple[str, ...] = ()


def forms(reading: Reading) -> tuple[Form, ...]:
    """The form of each column of a reading."""
    mark = reading.decimal or None
    return tuple(
        Form(c.name, c.kind, "," if "decimal comma" in c.written_as else mark, c.tried or tuple(c.formats))
        for c in reading.columns
    )


def as_before(cells: pl.Series, form: Form, words: Sequence[str], *, typed: bool) -> tuple[pl.Series, pl.Series]:
    """The cells in the form's kind, and those that do not read as it (Boolean), which are null.

    Text is as written in a file, blanks and null `words` included, unless the file is `typed`. Raises DataError where a
    column's own type does not go with the form's kind.
    """
    if cells.dtype != pl.String:
        values = _converted(describe_typed(cells).values, form)
        return values, values.is_null() & False
    if not typed or form.kind != "text":
        cells, _ = without_null_words(without_blanks(cells), words)
    if form.kind in ("date", "datetime"):
        cells = cells.set(are_zero_dates(cells), None)
    values = _read(cells, form).alias(cells.name)
    return without_sentinels(values)[0], values.is_null() & cells.is_not_null()


def read_as_known(cells: pl.Series, form: Form, words: Sequence[str]) -> Column | None:
    """Cells (String) as a column of a known form; None where most of them are not of its kind."""
    values, unread = as_before(cells, form, words, typed=False)
    count, examples, notes = left_over(cells, unread, "numbers" if form.kind in _NUMBERS else f"{form.kind}s")
    if count > _MOST_UNREAD * max(1, len(cells) - cells.null_count()):
        return None
    formats = dict.fromkeys(form.formats, 0)
    reading = ColumnReading(cells.name, _kind_of(values), "", "", formats, form.formats, count, examples)
    return Column(values, reading, tuple(notes))


def _kind_of(values: pl.Series) -> str:
    kinds = {pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean", pl.Date: "date", pl.String: "text"}
    return kinds.get(values.dtype.base_type(), "datetime")


def _read(cells: pl.Series, form: Form) -> pl.Series:
    cells = cells if form.kind == "text" else plain_digits(cells)
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


def _converted(values: pl.Series, form: Form) -> pl.Series:
    dtype = values.dtype
    wanted = {"date": pl.Date(), "datetime": pl.Datetime("us"), "boolean": pl.Boolean(), "text": pl.String()}
    if values.null_count() == len(values):
        return pl.Series(values.name, [None] * len(values), dtype=wanted.get(form.kind, pl.Float64()))
    dated = dtype == pl.Date or isinstance(dtype, pl.Datetime)
    goes = {"date": dated, "datetime": dated, "boolean": dtype == pl.Boolean, "text": True}
    if not goes.get(form.kind, dtype.is_numeric()):
        kind = "yes and no" if dtype == pl.Boolean else "text" if dtype == pl.String else str(dtype).lower()
        fix = "bring the column to the kind that the run's plan was made for"
        raise DataError(f"is {kind} here, and was {form.kind} in the run", where=f'column "{form.name}"', fix=fix)
    if form.kind in _NUMBERS:
        return values
    return (plain_ids(values) if form.kind == "text" else values).cast(wanted[form.kind])  # 1067, not 1067.0
