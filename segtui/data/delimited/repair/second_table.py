"""Finds where another table begins below the first one in a file: after a blank line, with its own header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.ragged_rows import Shape
from segtui.data.delimited.repair.expected_cells import MISFIT, Expected
from segtui.data.delimited.repair.row_readings import RowReadings
from segtui.data.delimited.tolerant_csv import split
from segtui.data.types.cell_kind import is_value

_ROWS, _BLANKS = 3, 1_000
_LINE = 1 << 16


@dataclass(frozen=True)
class Block:
    """Records of another table, from `first` to before `end`; `start` and `stop` are its bytes."""

    first: int
    end: int
    start: int
    stop: int


def second_tables(
    data: NDArray[np.uint8], found: Survey, shape: Shape, readings: RowReadings, header: Sequence[str]
) -> Iterator[Block]:
    """The blocks of records that belong to other tables: a header that is not the file's, and rows like one another.

    One begins under a blank line, or where records have another count of cells; it ends with the file, or where rows
    of the file's own kind come again under a blank line.
    """
    columns = (found.record, found.start, found.end, found.cells)
    odd = [row for row in zip(*(column.tolist() for column in columns), strict=True) if row[0] >= shape.first_row]
    seen = 0
    for at, (record, start, end, _) in enumerate(odd):
        if record < seen or at > _BLANKS or data[start:end].tobytes().strip():
            continue
        following = end + 1 + (data[end : end + 1].tobytes() == b"\r")
        above = _above(data, start, readings, header)
        if _is_header(_lines(data, following), shape, above, header):
            last, stop = _until(data, odd[at + 1 :], readings, found.records, len(data))
            yield Block(record + 1, last, following, stop)
            seen = last
    if not seen:
        yield from _by_count(data, odd, found, shape, readings)


def _until(
    data: NDArray[np.uint8], odd: list[tuple[int, int, int, int]], readings: RowReadings, records: int, size: int
) -> tuple[int, int]:
    """The record and the offset where the other table ends."""
    for record, start, end, _ in odd:
        if not data[start:end].tobytes().strip():
            following = end + 1 + (data[end : end + 1].tobytes() == b"\r")
            lines = _lines(data, following)
            if len(lines) > 1 and readings.typical(lines[0]) and readings.typical(lines[1]):
                return record, start
    return records, size


def _is_header(lines: Sequence[str], shape: Shape, readings: RowReadings, header: Sequence[str]) -> bool:
    """Whether the lines begin with names that are not the file's header, over two rows that have as many cells."""
    if len(lines) < _ROWS or not all(lines[:_ROWS]):
        return False
    first, *rows = (split(line, shape.delimiter) for line in lines[:_ROWS])
    names = [cell.strip() for cell in first]
    if len(names) < 2 or not all(names) or any(map(is_value, names)) or len(set(names)) < len(names):
        return False
    if names == [cell.strip() for cell in header] or any(len(row) != len(names) for row in rows):
        return False
    if len(names) != shape.usual:
        return any(is_value(cell) for row in rows for cell in row) or not any(map(is_value, header))
    columns = list(zip(readings.expected.columns, names, strict=True))
    return any(column.typed for column, _ in columns) and all(
        column.oddness(name) >= MISFIT for column, name in columns if column.typed
    )


def _by_count(
    data: NDArray[np.uint8], odd: list[tuple[int, int, int, int]], found: Survey, shape: Shape, readings: RowReadings
) -> Iterator[Block]:
    """Another table without a blank line above: its rows have another count of cells, down to the end of the file."""
    tail = found.records
    start = len(data)
    for record, at, _, cells in reversed(odd):
        if record != tail - 1 or cells != odd[-1][3]:
            break
        tail, start = record, at
    if found.records - tail >= _ROWS and _is_header(_lines(data, start), shape, readings, ()):
        yield Block(tail, found.records, start, len(data))


def _above(data: NDArray[np.uint8], end: int, readings: RowReadings, header: Sequence[str]) -> RowReadings:
    """The readings by what stands right above, where rows of the other table have no say."""
    lines = data[max(0, end - _LINE) : end].tobytes().decode(errors="replace").split("\n")
    rows = [row for line in lines if (row := readings.intact(line.rstrip("\r"))) is not None]
    rows = [row for row in rows if row != list(header)]
    return RowReadings(readings.delimiter, Expected.learn(rows, readings.expected.width)) if rows else readings


def _lines(data: NDArray[np.uint8], start: int) -> list[str]:
    text = data[start : start + _LINE].tobytes().decode(errors="replace")
    return [line.rstrip("\r") for line in text.split("\n")[:_ROWS]]
