"""Finds quotes that break the CSV rules, and mends the lines where one reading makes sense."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.data.cells import split
from segtui.data.compression import save
from segtui.data.quote_rules import Misplaced, first_misplaced
from segtui.data.raw import Place
from segtui.data.sentences import counted, lines
from segtui.errors import DataError

Bytes = NDArray[np.uint8]
_QUOTE, _LF = 34, 10
_WINDOW = 1 << 18


@dataclass(frozen=True)
class Mended:
    """A file whose quotes keep to the rules, how many lines were mended, and whether its last line was cut off."""

    place: Place
    repaired: int = 0
    skipped: int = 0
    notes: tuple[str, ...] = ()


def mend_quotes(place: Place, delimiter: str, width: int) -> Mended:
    """The file itself when its quotes open after a delimiter or line end and close before one, else a mended copy.

    A line with other quotes is kept when it has `width` cells by itself, its stray quotes being part of their cells.
    A quote that opens in the last line, which has no line end, is a line cut short: left out. Any other raises
    DataError with the line where the quote opened. The check is NumPy over blocks; only lines that fail it are parsed.
    """
    work = _Mending(np.memmap(place.path, dtype=np.uint8, mode="r"), place, delimiter, width)
    start = 3 if bytes(work.data[:3]) == BOM_UTF8 else 0
    first = first_misplaced(work.data, start, ord(delimiter or "\n"))
    if first is None:
        return Mended(place)
    mended = place.at(save(work.blocks(first), place.copy("quotes"), place.name))
    return Mended(mended, len(work.repaired), len(work.cut), tuple(work.notes()))


@dataclass
class _Mending:
    data: Bytes
    place: Place
    delimiter: str
    width: int
    repaired: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    counted_to: tuple[int, int] = (0, 1)

    def blocks(self, bad: Misplaced | None) -> Iterator[bytes]:
        """The file's bytes, the bad lines mended."""
        copied = 0
        while bad is not None:
            end, text = self.mended(bad)
            yield from _slices(self.data, copied, bad.record)
            yield text
            copied = end
            bad = first_misplaced(self.data, copied, ord(self.delimiter or "\n"))
        yield from _slices(self.data, copied, len(self.data))

    def mended(self, bad: Misplaced) -> tuple[int, bytes]:
        """Where the bad record's line ends, and what stands for it."""
        end = _line_end(self.data, bad.record)
        line = self.line(bad.record)
        at_end = end == len(self.data)
        if at_end and bad.record > len(BOM_UTF8) and _is_open(self.data, bad):
            self.cut.append(line)
            return end, b""
        text = self.data[bad.record : end].tobytes().decode()
        body = text.rstrip("\r\n")
        cells = split(body, self.delimiter)
        if bad.opened >= end or len(cells) != self.width:
            raise self.unclosed(bad)
        self.repaired.append(line)
        return end, (_written(cells, self.delimiter) + text[len(body) :]).encode()

    def line(self, offset: int) -> int:
        """The line number of an offset; offsets only go up, so nothing is counted twice."""
        start, line = self.counted_to
        line += sum(block.count(b"\n") for block in _slices(self.data, start, offset))
        self.counted_to = offset, line
        return line

    def unclosed(self, bad: Misplaced) -> DataError:
        return DataError(
            "a quote opens here that is not closed before a delimiter or the end of a line",
            where=f"{self.place.name}, line {self.line(bad.opened):,}",
            fix='close the quote, or write a quote that belongs to the text twice ("")',
        )

    def notes(self) -> Iterator[str]:
        if self.repaired:
            yield (
                f"{counted(len(self.repaired), 'row')} had quotes where the CSV rules allow none; they were kept as "
                f"part of the text ({lines(self.repaired)})."
            )
        if self.cut:
            yield f"The last line ({self.cut[0]:,}) is cut short in the midst of a quoted cell; it was left out."


def _is_open(data: Bytes, bad: Misplaced) -> bool:
    """Whether the file ends inside a cell in quotes: no line end, and the quote is the last there is."""
    return data[-1] != _LF and not np.any(np.asarray(data[bad.at + 1 :]) == _QUOTE)


def _line_end(data: Bytes, start: int) -> int:
    """The offset after the line feed that follows `start`."""
    for at in range(start, len(data), _WINDOW):
        ends = np.flatnonzero(np.asarray(data[at : at + _WINDOW]) == _LF)
        if len(ends):
            return at + int(ends[0]) + 1
    return len(data)


def _slices(data: Bytes, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _WINDOW):
        yield data[at : min(at + _WINDOW, end)].tobytes()


def _written(cells: list[str], delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter or ",", quoting=csv.QUOTE_ALL, lineterminator="").writerow(cells)
    return out.getvalue()


def has_quotes(path: Path, mark: bytes = b'"') -> bool:
    """Whether there is a quote, or another `mark` of one byte, anywhere in the file."""
    with path.open("rb") as file:
        return any(mark in block for block in iter(lambda: file.read(_WINDOW), b""))
