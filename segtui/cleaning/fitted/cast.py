"""Converts columns to another type, in the formats that a run found."""

from __future__ import annotations

from typing import Literal

import polars as pl

from segtui.cleaning.conversions import Conversion, read_booleans, read_moments
from segtui.cleaning.select_columns import kind
from segtui.data.types.dates import ParsedDates
from segtui.data.types.dates_in_formats import read_in_formats


class FittedCast(Conversion):
    """Convert columns with learned words or date formats."""

    step: Literal["cast_as"] = "cast_as"
    to: Literal["boolean", "date", "datetime"]
    """The kind; other kinds leave nothing to learn that `Cast` itself can't hold."""
    yes: tuple[str, ...] = ()
    """The words that mean yes."""
    no: tuple[str, ...] = ()
    """The words that mean no."""
    formats: tuple[str, ...] = ()
    """The date formats, the most frequent first."""

    def convert(self, column: pl.Series) -> pl.Series:
        """The column by the words or formats of the run."""
        if kind(column) == self.to:
            return column
        if self.to == "boolean":
            return read_booleans(column, self.yes, self.no)
        return read_moments(column, self.to, lambda cells: read_in_formats(cells, self.formats))


def dates_as(name: str, found: ParsedDates) -> FittedCast:
    """Reads one column's dates in the formats found."""
    to: Literal["date", "datetime"] = "date" if found.values.dtype == pl.Date else "datetime"
    return FittedCast(columns=(name,), to=to, formats=found.tried)
