"""Columns read as another kind, in the way that a run found them written."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.cleaning.select_columns import kind
from segtui.cleaning.steps.cast import Cast, bare, decimal_of, read_booleans, words_in
from segtui.data.types.dates import ParsedDates, parse_dates
from segtui.data.types.dates_in_formats import read_in_formats
from segtui.data.types.sentinels import without_sentinels


class FittedCast(Cast):
    """Convert columns with learned words or date formats."""

    help: ClassVar[str] = "Convert columns with learned words or date formats."

    step: Literal["cast_as"] = "cast_as"  # type: ignore[assignment]
    yes: tuple[str, ...] = ()
    """The words that mean yes."""
    no: tuple[str, ...] = ()
    """The words that mean no."""
    formats: tuple[str, ...] = ()
    """The formats of dates, the one met most first."""

    def _cast(self, column: pl.Series) -> pl.Series:
        if self.to == "boolean" and kind(column) != "boolean":
            return read_booleans(column, self.yes, self.no)
        if self.to in ("date", "datetime") and not column.dtype.is_temporal():
            dtype = pl.Date() if self.to == "date" else pl.Datetime("us")
            return without_sentinels(read_in_formats(bare(column), self.formats))[0].cast(dtype).alias(column.name)
        return super()._cast(column)


def cast_as(step: Cast, column: pl.Series) -> Cast:
    """The cast of one column with nothing left to detect."""
    fixed = step.model_copy(update={"columns": (column.name,)})
    if kind(column) == step.to or step.to == "text":
        return fixed
    text = not column.dtype.is_numeric() and column.dtype != pl.Boolean and not column.dtype.is_temporal()
    if step.to in ("integer", "number"):
        return fixed.model_copy(update={"decimal": step.decimal or decimal_of(bare(column))}) if text else fixed
    if step.to == "boolean":
        yes, no = words_in(column)
        return FittedCast(columns=(column.name,), to="boolean", yes=tuple(sorted(yes)), no=tuple(sorted(no)))
    if step.format or column.dtype.is_temporal():
        return fixed
    return FittedCast(columns=(column.name,), to=step.to, formats=parse_dates(bare(column)).tried)


def dates_as(name: str, found: ParsedDates) -> FittedCast:
    """The reading of one column's dates with the formats found."""
    to: Literal["date", "datetime"] = "date" if found.values.dtype == pl.Date else "datetime"
    return FittedCast(columns=(name,), to=to, formats=found.tried)
