"""Classifies the records of a file that are still odd after repairs: blank, only delimiters, truncated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from segtui.data.delimited.dialect import delimiter_name
from segtui.data.delimited.field_counts import Survey
from segtui.data.raw.line_map import LineMap
from segtui.data.raw.raw_table import InputFile
from segtui.data.raw.row_repairs import RowSkip, SkipKind
from segtui.errors import DataError
from segtui.language.listings import line_numbers
from segtui.language.sentences import say, say_counted

TOLERATED_SHARE, TOLERATED_ROWS = 0.05, 3
_HOPELESS = 0.25


@dataclass
class Verdict:
    """The records to leave out, by their number from 0; blank lines are not rows, the others are `skips`."""

    blank: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    skips: list[RowSkip] = field(default_factory=list)
    footer: list[int] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def left_out(self) -> list[int]:
        """The records that make no row."""
        return sorted([*self.blank, *self.skipped, *self.footer])


@dataclass(frozen=True)
class Shape:
    """What the records should look like: `usual` cells, or up to `width` where the header names more than that.

    From `fewest` cells on they are complete rows too, unless that is 0.
    """

    delimiter: str
    width: int
    usual: int
    first_row: int
    fewest: int = 0

    @property
    def enough(self) -> int:
        """The least count of cells that a whole row has."""
        return self.fewest or self.usual


def judge(found: Survey, shape: Shape, place: InputFile, given: LineMap) -> Verdict:
    """Classify the odd records after the header.

    A blank line is not a row; a row of only delimiters is skipped; a short last line without line end was truncated and
    is skipped. Other short rows are filled with nulls.
    """
    verdict = Verdict()
    data = np.memmap(place.path, dtype=np.uint8, mode="r")
    for record, start, end, cells in odd_records(found, shape):
        if not data[start:end].tobytes().strip():
            verdict.blank.append(record)
            continue
        kind: SkipKind | None = None
        if end - start == cells - 1:
            kind = "empty"
        elif cells > shape.width:
            kind = "long"
        elif record == found.records - 1 and not found.ended:
            kind = "cut"
        if kind:
            verdict.skipped.append(record)
            verdict.skips.append(RowSkip(given.given(found.line(record)), kind))
    verdict.notes = tuple(_notes(verdict, found, given))
    return verdict


def odd_records(found: Survey, shape: Shape) -> Iterator[tuple[int, int, int, int]]:
    """Number, start, end and cells of the records after the header that are not as expected."""
    columns = (found.record, found.start, found.end, found.cells)
    later = found.record >= shape.first_row
    for record, start, end, cells in zip(*(column[later].tolist() for column in columns), strict=True):
        cut = record == found.records - 1 and not found.ended and cells < shape.usual
        if cut or not shape.enough <= cells <= shape.width or end - start <= cells - 1:
            yield record, start, end, cells


def damaged(found: Survey, shape: Shape) -> int:
    """How many rows after the header have another count of cells, and something in them."""
    return int(_ragged(found, shape).sum())


def refuse_hopeless(place: InputFile, found: Survey, shape: Shape, unread: int | None = None) -> None:
    """Raise DataError when too many rows are ragged: over a quarter, or over 5 % that are `unread`; three may be."""
    rows = found.records - shape.first_row
    share, count = (_HOPELESS, damaged(found, shape)) if unread is None else (TOLERATED_SHARE, unread)
    allowed = max(TOLERATED_ROWS, int(share * rows))
    if count <= allowed or (unread is None and count - _only_longer(place, found, shape) <= allowed):
        return
    odd = np.flatnonzero(_ragged(found, shape))
    if not len(odd):
        raise DataError(
            say_counted(
                "more than {allowed:,} of {rows:,} rows can't be read as {count:,} cell",
                "more than {allowed:,} of {rows:,} rows can't be read as {count:,} cells",
                shape.usual,
                allowed=allowed,
                rows=rows,
            ),
            where=place.name,
            fix=say("look for a quote that is never closed"),
        )
    first = int(odd[0])
    raise DataError(
        say_counted(
            "{count:,} cell where {usual:,} are expected; more than {allowed:,} of {rows:,} rows are like that",
            "{count:,} cells where {usual:,} are expected; more than {allowed:,} of {rows:,} rows are like that",
            int(found.cells[first]),
            usual=shape.usual,
            allowed=allowed,
            rows=rows,
        ),
        where=say("{name}, line {record:,}", name=place.name, record=found.line(int(found.record[first]))),
        fix=say(
            "is the delimiter right? Detected: {delimiter}: [source] delimiter", delimiter=_called(shape.delimiter)
        ),
    )


def _only_longer(place: InputFile, found: Survey, shape: Shape) -> int:
    """How many of the ragged rows just end with delimiters too many."""
    data = np.memmap(place.path, dtype=np.uint8, mode="r")
    long = _ragged(found, shape) & (found.cells > shape.width)
    count = 0
    for end, cells in zip(found.end[long].tolist(), found.cells[long].tolist(), strict=True):
        extra = cells - shape.width
        count += not data[end - extra : end].tobytes().strip(shape.delimiter.encode())
    return count


def _ragged(found: Survey, shape: Shape) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    odd = (found.record >= shape.first_row) & ((found.cells < shape.enough) | (found.cells > shape.width))
    return odd & (found.end - found.start > found.cells - 1)


def _called(delimiter: str) -> str:
    name = delimiter_name(delimiter)
    return name if name in ("blanks", "none") or name.startswith('"') else f"a {name}"


def _notes(verdict: Verdict, found: Survey, given: LineMap) -> Iterator[str]:
    if verdict.blank:
        at = line_numbers([given.given(found.line(record)) for record in verdict.blank[:5]], len(verdict.blank))
        yield say_counted(
            "{count:,} blank line skipped ({where}).",
            "{count:,} blank lines skipped ({where}).",
            len(verdict.blank),
            where=at,
        )
