"""Writes a copy of a damaged text file in which every row is valid, and records each repair."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.repair.cell_cuts import Cut
from segtui.data.delimited.repair.damaged_regions import Piece, Region
from segtui.data.delimited.repair.row_readings import RowReadings
from segtui.data.delimited.repair.second_table import Block
from segtui.data.files.compression import save
from segtui.data.raw.line_map import LineMap
from segtui.data.raw.raw_table import InputFile
from segtui.data.raw.row_repairs import RepairKind, RowRepair, RowSkip

Bytes = NDArray[np.uint8]
BadRows = Literal["repair", "skip", "error"]
_WINDOW = 1 << 18
_LINES = 256
_PLAIN = 1 << 12
_Fact = TypeVar("_Fact", RowRepair, RowSkip)


@dataclass(frozen=True)
class RepairedCopy:
    """A file with valid rows, and the repairs made; line numbers are those of the original file."""

    place: InputFile
    repairs: tuple[RowRepair, ...] = ()
    skips: tuple[RowSkip, ...] = ()
    lines: LineMap = field(default_factory=LineMap)

    def skipping(self, skips: Sequence[RowSkip]) -> RepairedCopy:
        """The same with more rows that are left out."""
        gone = {one.line for one in skips}
        repairs = tuple(one for one in self.repairs if one.line not in gone)
        return replace(self, repairs=repairs, skips=tuple(sorted((*self.skips, *skips), key=lambda one: one.line)))


def damaged_rows(mended: RepairedCopy, found: Survey, first_row: int, left_out: Sequence[int]) -> tuple[int, ...]:
    """The numbers, from 0, of the repaired rows among those that were read; `left_out` records are not rows."""
    places = (found.record_at(copy) for one in mended.repairs for copy in mended.lines.copies(one.line))
    records = sorted({record for record in places if record is not None and record >= first_row} - set(left_out))
    skipped = np.searchsorted(np.asarray(left_out, dtype=np.int64), [first_row, *records])
    return tuple(record - first_row - int(gone - skipped[0]) for record, gone in zip(records, skipped[1:], strict=True))


@dataclass
class RowRepairs:
    """One pass over a file: bytes go through, regions of damage are read row by row and written again."""

    mended: RepairedCopy
    readings: RowReadings
    bad_rows: BadRows = "repair"
    head: int = 0
    until: int | None = None
    repairs: list[RowRepair] = field(default_factory=list)
    skips: list[RowSkip] = field(default_factory=list)
    anchors: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """`head` is how many lines the header and what is above it take, `until` where the rows end."""
        self.data = np.memmap(self.mended.place.path, dtype=np.uint8, mode="r")
        self._counted = (0, 1)
        self._shift = 0
        self.changed = False

    def copy(self, blocks: Iterator[bytes], step: str) -> RepairedCopy:
        """Write the blocks, and say what was done; without any repair the file itself goes on."""
        place, lines = self.mended.place, self.mended.lines
        path = save(blocks, place.copy(step), place.name)
        if not self.repairs and not self.skips and not self.changed:
            path.unlink()
            return self.mended
        skips = {one.line: one for one in (*self.mended.skips, *_given(self.skips, lines))}
        repairs = {one.line: one for one in (*_given(self.repairs, lines), *self.mended.repairs)}
        return RepairedCopy(
            place.at(path),
            tuple(repairs[line] for line in sorted(repairs.keys() - skips.keys())),
            tuple(skips[line] for line in sorted(skips)),
            LineMap(tuple(self.anchors), lines),
        )

    def through(self, start: int, end: int) -> Iterator[bytes]:
        """Write bytes unchanged."""
        for at in range(start, end, _WINDOW):
            yield self.data[at : min(at + _WINDOW, end)].tobytes()

    def region(self, start: int) -> tuple[int, bytes]:
        """Where the region of damage that starts at a record ends, and what stands for it."""
        line = self._line(start)
        in_head = line <= self.head
        if not in_head and (plain := self._plain(start)) is not None:
            raw, row = plain
            return start + len(raw), self.piece(Piece(1, row.cost, (row,)), raw, line, _line_end(raw))
        texts, ends, offsets = self._lines(start, self.head - line + 1 if in_head else _LINES)
        readings = self.readings.of_head() if in_head else self.readings
        final = offsets[-1] == len(self.data)
        region = Region(texts, readings, final, final and not ends[-1])
        written, at = [], 0
        for piece in region.pieces():
            raw = self.data[offsets[at] : offsets[at + piece.lines]].tobytes()
            written.append(self.piece(piece, raw, line + at, ends[at + piece.lines - 1]))
            at += piece.lines
        return offsets[at], b"".join(written)

    def _plain(self, start: int) -> tuple[bytes, Cut] | None:
        """A single line whose quotes are all within words, such as inches: there is nothing to weigh."""
        raw = self.data[start : start + _PLAIN].tobytes()
        end = raw.find(b"\n") + 1
        row = self.readings.worded(raw[:end].decode().rstrip("\r\n")) if end else None
        return None if row is None else (raw[:end], row)

    def piece(self, piece: Piece, raw: bytes, line: int, end: str) -> bytes:
        """The bytes for some lines; a repair or a loss is noted."""
        if piece.kept:
            return raw
        if piece.skipped and line <= self.head:
            self.changed = True
            return (quoted_row([raw.decode().rstrip("\r\n")], self.readings.delimiter) + end).encode()
        if piece.skipped or self.bad_rows == "skip":
            self.skip(RowSkip(line, piece.skipped or "damaged", rows=1), piece.lines)
            return b""
        kinds: list[RepairKind] = [kind for row in piece.rows for kind in row.kinds]
        self.repairs.append(RowRepair(line, next((kind for kind in kinds if kind != "short"), "short")))
        text = ""
        for row in piece.rows:
            if text:
                self._anchor(line - self._shift + text.count("\n"), line)
            text += quoted_row(row.cells, self.readings.delimiter) + (end or "\n" * (len(piece.rows) > 1))
        if end and text.count("\n") != piece.lines:
            self._shift += piece.lines - text.count("\n")
            self._anchor(line + piece.lines - self._shift, line + piece.lines)
        return text.encode()

    def leave_out(self, block: Block) -> int:
        """Leave another table out; gives the offset where it ends."""
        line = self._line(block.start)
        count = self._line(block.stop) - line + (self.data[block.stop - 1 : block.stop].tobytes() != b"\n")
        self.skip(RowSkip(line, "second_table", rows=block.end - block.first), count)
        return block.stop

    def skip(self, skip: RowSkip, lines: int) -> None:
        """Leave lines out of the copy."""
        self.skips.append(skip)
        self._shift += lines
        self._anchor(skip.line + lines - self._shift, skip.line + lines)

    def _anchor(self, copy: int, line: int) -> None:
        while self.anchors and self.anchors[-1][0] >= copy:
            self.anchors.pop()
        self.anchors.append((copy, line))

    def _line(self, offset: int) -> int:
        start, line = self._counted
        line += sum(block.count(b"\n") for block in self.through(start, offset))
        self._counted = offset, line
        return line

    def _lines(self, start: int, most: int) -> tuple[list[str], list[str], list[int]]:
        """Some lines from an offset on, their line ends, and the offsets where each starts; one more at the end."""
        size, stop = _WINDOW, len(self.data) if self.until is None else self.until
        while True:
            block = self.data[start : min(start + size, stop)].tobytes()
            whole = start + len(block) == stop
            if whole or b"\n" in block:
                break
            size *= 4
        pieces = block.split(b"\n", most)
        if len(pieces) > most or not whole or not pieces[-1]:
            pieces.pop()
        texts, ends, offsets = [], [], [start]
        for piece in pieces:
            offset = min(offsets[-1] + len(piece) + 1, len(self.data))
            end = "\n" if offsets[-1] + len(piece) < len(self.data) else ""
            text = piece.decode()
            ends.append("\r" * text.endswith("\r") + end)
            texts.append(text.removesuffix("\r"))
            offsets.append(offset)
        return texts, ends, offsets


def _line_end(raw: bytes) -> str:
    return "\r\n" if raw.endswith(b"\r\n") else "\n"


def quoted_row(cells: Sequence[str | None], delimiter: str) -> str:
    """A row by the rules, every cell in quotes but those that are missing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="")
    parts = []
    for cell in cells:
        if cell is not None:
            writer.writerow([cell])
        parts.append(out.getvalue())
        out.seek(0)
        out.truncate()
    return delimiter.join(parts)


def _given(facts: Sequence[_Fact], lines: LineMap) -> list[_Fact]:
    return [replace(fact, line=lines.given(fact.line)) for fact in facts]
