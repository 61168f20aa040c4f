"""Reads dates written as text, in one format or many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal

import polars as pl

from segtui.cleaning.conversions import bare_cells, lost_cells
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.fitted.cast import dates_as
from segtui.cleaning.select_columns import choose, is_text
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.data.types.dates import ParsedDates, looks_like_dates, parse_dates
from segtui.data.types.sentinels import without_sentinels
from segtui.language.sentences import say, with_counts
from segtui.language.translation import to_translate

_LIKELY = 0.5


class ReadDates(Step):
    """Convert text to dates, in mixed formats or a given one."""

    leaves_id: ClassVar[bool] = True
    deals_with: ClassVar[tuple[str, ...]] = ("date_formats",)

    step: Literal["dates"] = "dates"
    columns: Columns
    """The columns, as names or globs; "*" is every text column except the id that looks like dates."""
    format: str | None = None
    """The date format, such as %d/%m/%Y; default: each cell in its own format, with day and month in one order."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Convert text, and numbers such as 20240131, to dates; days that do not exist become empty."""
        names = choose(self.columns, frame, _suits, "text or dates", id=id, common=_looks)
        read = {name: self._read(frame.get_column(name)) for name in names}
        after = frame.with_columns(found.values.alias(name) for name, found in read.items())
        notes = [n for name, found in read.items() for n in _told(frame.get_column(name), found)]
        return StepResult(after, tuple(names), cells_changed(frame, after, names), tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """A step for each column, with the formats found there."""
        names = choose(self.columns, before, _suits, "text or dates", id=id, common=_looks)
        if self.format:
            return (self.model_copy(update={"columns": tuple(names)}),) if names else ()
        return tuple(dates_as(name, self._read(before.get_column(name))) for name in names)

    @classmethod
    def remedy(
        cls, alert: Mapping[str, Any], column: Mapping[str, Any], name: str
    ) -> tuple[str, dict[str, Any]] | None:
        """Dates, of a column that stayed text."""
        if column["kind"] != "text":
            return None
        return say("read the dates, and empty the cells that are none"), {"columns": [name]}

    def _read(self, column: pl.Series) -> ParsedDates:
        if column.dtype.is_temporal():
            return ParsedDates(column, column.is_null() & False)
        found = parse_dates(bare_cells(column), format=self.format)
        return replace(found, values=without_sentinels(found.values)[0])


def _suits(column: pl.Series) -> bool:
    return is_text(column) or column.dtype.is_integer() or column.dtype in (pl.Date, pl.Datetime)


def _looks(column: pl.Series) -> bool:
    return is_text(column) and looks_like_dates(column.drop_nulls().unique(maintain_order=True).head(1_000)) >= _LIKELY


def _told(column: pl.Series, found: ParsedDates) -> list[str]:
    notes: list[str] = [say("{column} {note}", column=column.name, note=note) for note in found.notes]
    if found.formats:
        met = with_counts(list(found.formats.items()))
        notes.insert(0, say("{column} read as {formats}", column=column.name, formats=met))
    gone = lost_cells(column, found.values, to_translate("a date"))
    return [*notes, gone] if gone else notes
