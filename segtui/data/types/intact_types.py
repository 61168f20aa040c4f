"""Infers the types of a table without its damaged rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from segtui.data.source import Source
from segtui.data.table import ColumnReading
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, ParsedCells, format_of, parse_with
from segtui.data.types.infer_types import Typed, type_columns
from segtui.data.types.sentinels import stand_ins
from segtui.data.types.typed_column import about_column
from segtui.language.sentences import Sentence, say, say_counted

_EXAMPLES = 5


def type_intact(
    frame: pl.DataFrame, source: Source, damaged: Sequence[int], known: Sequence[ColumnFormat] = ()
) -> Typed:
    """`frame`, whose rows with the numbers `damaged` are a guess, typed by its other rows.

    Cells of the damaged rows are read as their column's kind; what does not fit becomes null, is counted in the
    column's `unread` and noted. Where every row is damaged all have their say.
    """
    if not damaged or len(damaged) >= frame.height:
        return type_columns(frame, source, known)
    keep = np.ones(frame.height, dtype=bool)
    keep[list(damaged)] = False
    guessed = frame[list(damaged)]
    typed = type_columns(frame.filter(pl.Series(keep)), source, known)
    del frame
    words = null_words(source.nulls)
    columns, readings, notes = [], [], []
    for cells, values, reading in zip(guessed, typed.frame, typed.columns, strict=True):
        found = _as_the_others(cells, values, reading, typed.decimal, words)
        columns.append(pl.concat([values.to_frame(), found.values.to_frame()]).to_series())
        readings.append(_told(reading, cells, found))
        if found.sentinels:
            notes.append(about_column(reading.name, _damaged_dates(found.sentinels)))
        if count := int(found.unread.sum()):
            notes.append(about_column(reading.name, _damaged_cells(count)))
    order = np.empty(len(keep), dtype=np.int64)
    order[np.flatnonzero(keep)] = np.arange(int(keep.sum()))
    order[list(damaged)] = int(keep.sum()) + np.arange(len(damaged))
    whole = pl.DataFrame(columns)[order].rechunk()
    return Typed(whole, tuple(readings), typed.decimal, (*typed.notes, *notes))


def _damaged_dates(count: int) -> Sentence:
    return say("has {dates} in damaged rows, left empty", dates=stand_ins(count))


def _damaged_cells(count: int) -> Sentence:
    return say_counted(
        "has {count:,} cell in damaged rows left empty", "has {count:,} cells in damaged rows left empty", count
    )


def _as_the_others(
    cells: pl.Series, values: pl.Series, reading: ColumnReading, decimal: str, words: list[str]
) -> ParsedCells:
    """The cells in the type of the column's other values, and which are lost."""
    form = format_of(reading, decimal or None)
    read = parse_with(cells, form, words, typed=False)
    found, fits = read.values, read.values.cast(values.dtype, strict=False)
    if values.dtype == pl.Int64 and found.dtype == pl.Float64:
        fits = fits.set(found.cast(pl.Float64) != fits.cast(pl.Float64), None)
    return replace(read, values=fits, unread=read.unread | (fits.is_null() & found.is_not_null()))


def _told(reading: ColumnReading, cells: pl.Series, found: ParsedCells) -> ColumnReading:
    """The reading of the column with what its cells in damaged rows add."""
    examples = (*reading.examples, *cells.filter(found.unread).unique(maintain_order=True).head(_EXAMPLES))
    days = (*reading.sentinel_days, *found.sentinel_days)
    return replace(
        reading,
        unread=reading.unread + int(found.unread.sum()),
        examples=examples[:_EXAMPLES],
        sentinels=reading.sentinels + found.sentinels,
        sentinel_days=tuple(dict.fromkeys(days))[:_EXAMPLES],
    )
