"""Columns read as another kind: what the step of a plan and the one that a run learned have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Literal

import polars as pl

from segtui.cleaning.diff import as_text, cells_changed
from segtui.cleaning.select_columns import choose
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.data.types.cell_words import NULL_WORDS, boolean_words
from segtui.data.types.numbers import parse_numbers
from segtui.data.types.sentinels import without_sentinels
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.language.wording import quoted

_MARKS: tuple[Literal[".", ","], ...] = (".", ",")
Kind = Literal["integer", "number", "text", "date", "datetime", "boolean"]


class Conversion(Step):
    """Base of steps that read columns as another kind; a subclass says how one column is read."""

    step: str
    columns: Columns
    """The columns, as names or globs; "*" is every column except the id."""
    to: Kind
    """The type; a number with decimals is not an integer, an amount such as "1 234,50 €" is a number."""
    decimal: Literal[".", ","] | None = None
    """The decimal mark of numbers written as text; default: detected."""
    format: str | None = None
    """The date format, such as %d/%m/%Y; default: detected."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Convert the columns; the id, if it is named, like any other column."""
        names = self.chosen(frame, id)
        converted = {name: self.convert(frame.get_column(name)) for name in names}
        after = frame.with_columns(converted.values())
        notes = [note for name in names if (note := lost_cells(frame.get_column(name), converted[name], self.to))]
        return StepResult(after, tuple(names), cells_changed(frame, after, names), tuple(notes))

    def chosen(self, frame: pl.DataFrame, id: str) -> list[str]:
        """The columns that the step works on; raises PlanError for names that are not there."""
        return choose(self.columns, frame, lambda _: True, "", common=lambda c: c.name != id)

    @abstractmethod
    def convert(self, column: pl.Series) -> pl.Series:
        """The column as the kind that is wanted; cells that can't be read are null."""


_SAID = {
    "integer": to_translate("integer"),
    "number": to_translate("number"),
    "boolean": to_translate("boolean"),
    "date": to_translate("date"),
    "datetime": to_translate("datetime"),
}


def lost_cells(before: pl.Series, after: pl.Series, to: str) -> str:
    """A sentence about the cells that became empty, if any."""
    gone = before.filter(before.is_not_null() & after.is_null())
    if not gone.len():
        return ""
    examples = as_text(gone).unique(maintain_order=True).head(3)
    shown = ", ".join(quoted(cell) for cell in examples)
    return say_counted(
        "{count:,} cell of {cells:,} in {column} could not be read as {to} and became empty, such as {examples}",
        "{count:,} cells of {cells:,} in {column} could not be read as {to} and became empty, such as {examples}",
        gone.len(),
        cells=before.len(),
        column=before.name,
        to=say(_SAID.get(to, to)),
        examples=shown,
    )


def bare_cells(column: pl.Series) -> pl.Series:
    """Cells as trimmed text, with null words as null."""
    cells = as_text(column).str.strip_chars()
    return cells.set(cells.is_in(list(NULL_WORDS)).fill_null(False), None)


def decimal_of(cells: pl.Series) -> Literal[".", ","] | None:
    """The decimal mark with which cells (String) read as they do one by one; None if no single mark does."""
    alone = parse_numbers(cells)
    for mark in _MARKS:
        if mark == alone.decimal and parse_numbers(cells, decimal=mark).values.equals(alone.values):
            return mark
    return None


def read_numbers(column: pl.Series, *, whole: bool, decimal: str | None) -> pl.Series:
    """The column as integers or floats; null where a cell is not a number, or has decimals where it must be whole."""
    if column.dtype.is_integer():
        return column.cast(pl.Float64)
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int64 if whole else pl.Float64)
    if not column.dtype.is_float():
        cells = bare_cells(column)
        exact = cells.cast(pl.Int64, strict=False)
        if whole and exact.null_count() == cells.null_count():
            return exact
        column = parse_numbers(cells, decimal=decimal).values.alias(column.name)
    if not whole:
        return column.cast(pl.Float64)
    integral = (column == column.floor()) & column.is_finite()
    return column.set(~integral.fill_null(False), None).cast(pl.Int64, strict=False)


def words_in(column: pl.Series) -> tuple[frozenset[str], frozenset[str]]:
    """The words for yes and no: those of the one language of all cells, else English ones, 1 and 0."""
    distinct: list[Any] = bare_cells(column).str.to_lowercase().drop_nulls().unique().to_list()
    english = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
    return boolean_words(distinct, column.name) or english


def read_booleans(column: pl.Series, yes: Iterable[str], no: Iterable[str]) -> pl.Series:
    """Cells as Booleans; those that are neither yes nor no are null."""
    words = bare_cells(column).str.to_lowercase()
    known = words.is_in([*yes, *no])
    return words.is_in(list(yes)).set(~known.fill_null(False), None).alias(column.name)


def read_moments(column: pl.Series, to: str, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The column as dates, or times where `to` is not date; text by `read`, days that stand for never as null."""
    dtype = pl.Date() if to == "date" else pl.Datetime("us")
    if column.dtype in (pl.Date, pl.Datetime):
        return column.cast(dtype)
    return without_sentinels(read(bare_cells(column)))[0].cast(dtype).alias(column.name)
