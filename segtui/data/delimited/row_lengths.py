"""Whether rows of unusual length follow a rule: no empty cells at the end, or an unnamed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.ragged_rows import Shape
from segtui.data.delimited.repair.expected_cells import ColumnShape
from segtui.data.delimited.repair.row_readings import RowReadings
from segtui.data.delimited.text_head import Head
from segtui.data.delimited.tolerant_csv import split
from segtui.data.raw.line_map import LineMap
from segtui.data.types.cell_kind import is_value
from segtui.language.listings import line_numbers
from segtui.language.sentences import say_counted

NO_DELIMITER = "\x1f"
"""The delimiter of a text with one column, which never occurs."""
_MANY, _ALL, _FEW, _MORE = 0.1, 0.95, 4, 3
_FITS, _NEW, _CLEAR = 0.5, 0.85, 0.5
_TRIED, _LIKELY, _COST = 60, 0.9, 2.0


def with_lengths(head: Head, sample: Sequence[str], readings: RowReadings) -> Head:
    """The head with the lengths that rows have by rule: `fewest` cells, and `width` of the longest.

    They are so where a tenth of the rows or more has another length, and nearly all of those hold what their columns
    hold, cell by cell from the left.
    """
    columns = readings.expected.columns
    telling = any(column.typed or column.codes for column in columns)
    telling &= not head.cells or len(head.names) >= head.usual  # else decimal commas may have cut cells in two
    if len(columns) != head.usual or readings.delimiter == NO_DELIMITER or not telling:
        return head
    rows = [split(record, readings.delimiter) for record in sample[head.first_row :] if record.strip()]
    rows = [row for row in rows if len(row) > 1]
    short = [row for row in rows if len(row) < head.usual]
    long = [row for row in rows if head.width < len(row) <= head.width + _MORE and any(row[head.width :])]
    if _many(short, rows) and sum(_ends_early(row, readings) for row in short) >= _ALL * len(short):
        head = replace(head, fewest=min(map(len, short)))
    if _many(long, rows) and columns[-1].typed and sum(_goes_on(row, readings) for row in long) >= _ALL * len(long):
        head = replace(head, width=max(map(len, long)))
    return head


def _many(some: Sequence[list[str]], rows: Sequence[list[str]]) -> bool:
    return len(some) >= max(_FEW, _MANY * len(rows))


def _ends_early(row: Sequence[str], readings: RowReadings) -> bool:
    """Whether the cells are those of the first columns, and not as well those of the last ones."""
    columns = readings.expected.columns
    left = _oddness(row, columns)
    return _fit(left, columns) and sum(left) + _CLEAR <= sum(_oddness(row, columns[-len(row) :]))


def _goes_on(row: Sequence[str], readings: RowReadings) -> bool:
    """Whether the columns have their cells, and what follows is not part of the last one, such as its decimals."""
    columns = readings.expected.columns
    left, more = _oddness(row, columns), row[len(columns) :]
    return _fit(left, columns) and not any(map(is_value, more)) and max(_oddness(row[1:], columns)) >= _CLEAR


def _fit(odd: Sequence[float], columns: Sequence[ColumnShape]) -> bool:
    """Whether no cell is odd: numbers and dates look as the others do, a word may be new."""
    return all(one < (_FITS if column.typed else _NEW) for one, column in zip(odd, columns, strict=False))


def _oddness(row: Sequence[str], columns: Sequence[ColumnShape]) -> list[float]:
    return [column.oddness(cell) if cell.strip() else 0.0 for cell, column in zip(row, columns, strict=False)]


def about_lengths(found: Survey, shape: Shape, given: LineMap) -> tuple[str, ...]:
    """A note about rows that are short by rule."""
    if not shape.fewest:
        return ()
    rows = (found.record >= shape.first_row) & (found.cells < shape.usual) & (found.cells >= shape.fewest)
    records = found.record[rows & (found.end > found.start)].tolist()
    if not records:
        return ()
    at = line_numbers([given.given(found.line(record)) for record in records[:5]], len(records))
    told = say_counted(
        "{count:,} row of fewer than {usual:,} cells: the missing cells are left empty ({where}).",
        "{count:,} rows of fewer than {usual:,} cells: the missing cells are left empty ({where}).",
        len(records),
        usual=shape.usual,
        where=at,
    )
    return (told,)


def are_readable(data: np.ndarray[tuple[int], np.dtype[np.uint8]], odd: Survey, shape: Shape, by: RowReadings) -> bool:
    """Whether nearly all of the rows of another length, as far as tried, have one likely reading."""
    ragged = np.flatnonzero((odd.record >= shape.first_row) & (odd.end - odd.start > odd.cells - 1))
    tried = ragged[:: max(1, len(ragged) // _TRIED)][:_TRIED].tolist()
    texts = (data[int(odd.start[at]) : int(odd.end[at])].tobytes().decode(errors="replace") for at in tried)
    good = 0
    for text in texts:
        rows = by.rows(text)
        good += bool(rows) and sum(row.cost for row in rows) <= _COST and "short" not in rows[0].kinds
    return good >= _LIKELY * len(tried)
