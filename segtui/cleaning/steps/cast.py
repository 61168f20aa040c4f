"""Converts columns to another type."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.cleaning.conversions import (
    Conversion,
    bare_cells,
    decimal_of,
    read_booleans,
    read_moments,
    read_numbers,
    words_in,
)
from segtui.cleaning.diff import as_text
from segtui.cleaning.fitted.cast import FittedCast
from segtui.cleaning.select_columns import kind
from segtui.cleaning.step import Step
from segtui.data.types.dates import parse_dates


class Cast(Conversion):
    """Convert columns to another type; cells that can't be converted become empty and are counted."""

    deals_with: ClassVar[tuple[str, ...]] = (
        "date_formats",
        "codes_as_numbers",
        "numbers_and_words",
        "spellings",
        "typos",
    )

    step: Literal["cast"] = "cast"

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """A step for each column, with the decimal mark, the words or the formats found there."""
        return tuple(self._fitted(before.get_column(name)) for name in self.chosen(before, id))

    def convert(self, column: pl.Series) -> pl.Series:
        """The column as the kind that is wanted, its marks, words and formats detected where the plan gives none."""
        if kind(column) == self.to:
            return column
        if self.to in ("integer", "number"):
            return read_numbers(column, whole=self.to == "integer", decimal=self.decimal)
        if self.to == "text":
            return as_text(column)
        if self.to == "boolean":
            return read_booleans(column, *words_in(column))
        return read_moments(column, self.to, lambda cells: parse_dates(cells, format=self.format).values)

    def _fitted(self, column: pl.Series) -> Step:
        """The cast of one column without any detection."""
        fixed = self.model_copy(update={"columns": (column.name,)})
        if kind(column) == self.to or self.to == "text":
            return fixed
        text = not column.dtype.is_numeric() and column.dtype != pl.Boolean and not column.dtype.is_temporal()
        if self.to in ("integer", "number"):
            return (
                fixed.model_copy(update={"decimal": self.decimal or decimal_of(bare_cells(column))}) if text else fixed
            )
        if self.to == "boolean":
            yes, no = words_in(column)
            return FittedCast(columns=(column.name,), to="boolean", yes=tuple(sorted(yes)), no=tuple(sorted(no)))
        if self.format or column.dtype.is_temporal():
            return fixed
        day_or_time: Literal["date", "datetime"] = "date" if self.to == "date" else "datetime"
        return FittedCast(columns=(column.name,), to=day_or_time, formats=parse_dates(bare_cells(column)).tried)
