"""Judges the odd records of a file: blank, too short, too long, cut off; which are repaired, skipped or an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from segtui.data.cells import split
from segtui.data.dialect import delimiter_name
from segtui.data.raw import Place
from segtui.data.sentences import counted, lines
from segtui.data.survey import Survey
from segtui.errors import DataError

TOLERATED_SHARE, TOLERATED_ROWS = 0.05, 3


@dataclass
class Verdict:
    """The records to leave out, by their number from 0, and what was repaired and why, for the notes."""

    blank: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)
    trimmed: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    footer: list[int] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def left_out(self) -> list[int]:
        """The records that make no row."""
        return sorted([*self.blank, *self.empty, *self.skipped, *self.cut, *self.footer])

    @property
    def rows_skipped(self) -> int:
        """Rows lost; blank lines are none."""
        return len(self.empty) + len(self.skipped) + len(self.cut)

    @property
    def rows_repaired(self) -> int:
        """Rows whose missing cells became nulls, or whose empty extra cells were dropped."""
        return len(self.padded) + len(self.trimmed)


@dataclass(frozen=True)
class Shape:
    """What the records should look like: `usual` cells, or up to `width` where the header names more than that."""

    delimiter: str
    width: int
    usual: int
    first_row: int


def judge(place: Place, found: Survey, shape: Shape) -> Verdict:
    """Sort the odd records after the header.

    A blank line is none; a row of delimiters alone is skipped; a short one is filled with nulls; a long one loses its
    extra cells when they are empty, else it is skipped; a short last line without line end was cut off and is skipped.
    Raises DataError when more than 5 % of the rows, and more than three, are short or long by content.
    """
    verdict = Verdict()
    rows = found.records - shape.first_row
    allowed = max(TOLERATED_ROWS, int(TOLERATED_SHARE * rows))
    ragged = 0
    data = np.memmap(place.path, dtype=np.uint8, mode="r")
    for record, start, end, cells in zip(*_after(found, shape.first_row), strict=True):
        kind = _kind(found, shape, record, end - start, cells)
        if kind == "fits":
            continue
        if cells == 1 and not data[start:end].tobytes().strip():
            kind = "blank"
        if kind == "long":
            text = data[start:end].tobytes().decode()
            kind = "skipped" if any(c.strip() for c in split(text, shape.delimiter)[shape.width :]) else "trimmed"
        ragged += kind in ("skipped", "padded")
        if ragged > allowed:
            raise _too_ragged(place, found, shape, allowed)
        getattr(verdict, kind).append(record)
    verdict.notes = tuple(_notes(verdict, found, shape))
    return verdict


def _after(found: Survey, first_row: int) -> tuple[list[int], ...]:
    later = found.record >= first_row
    return tuple(column[later].tolist() for column in (found.record, found.start, found.end, found.cells))


def _kind(found: Survey, shape: Shape, record: int, length: int, cells: int) -> str:
    if length == 0:
        return "blank"
    if length == cells - 1:
        return "empty"
    if cells > shape.width:
        return "long"
    if cells > shape.usual:
        return "fits"
    return "cut" if record == found.records - 1 and not found.ended else "padded"


def _too_ragged(place: Place, found: Survey, shape: Shape, allowed: int) -> DataError:
    odd = (found.record >= shape.first_row) & ((found.cells < shape.usual) | (found.cells > shape.width))
    odd &= found.end - found.start > found.cells - 1
    first = int(np.flatnonzero(odd)[0])
    return DataError(
        f"{counted(int(found.cells[first]), 'cell')} where {shape.usual:,} are expected; more than {allowed:,} of "
        f"{found.records - shape.first_row:,} rows are like that",
        where=f"{place.name}, line {found.line(int(found.record[first])):,}",
        fix=f"is the delimiter right? It was taken to be {_called(shape.delimiter)}: [source] delimiter",
    )


def _called(delimiter: str) -> str:
    name = delimiter_name(delimiter)
    return name if name in ("blanks", "none") or name.startswith('"') else f"a {name}"


def _notes(verdict: Verdict, found: Survey, shape: Shape) -> Iterator[str]:
    def at(records: list[int]) -> str:
        return lines([found.line(record) for record in records[:5]], len(records))

    width = counted(shape.usual, "cell")
    if verdict.blank:
        yield f"{counted(len(verdict.blank), 'blank line')} passed over ({at(verdict.blank)})."
    if verdict.empty:
        yield f"{counted(len(verdict.empty), 'row')} with nothing but delimiters skipped ({at(verdict.empty)})."
    if verdict.padded:
        yield f"{counted(len(verdict.padded), 'row')} of fewer than {width} filled with nulls ({at(verdict.padded)})."
    if verdict.trimmed:
        yield f"{counted(len(verdict.trimmed), 'row')} with empty cells after {width} trimmed ({at(verdict.trimmed)})."
    if verdict.skipped:
        yield f"{counted(len(verdict.skipped), 'row')} of more than {width} skipped ({at(verdict.skipped)})."
    if verdict.cut:
        yield f"The last row is cut short and has no line end; it was skipped ({at(verdict.cut)})."
