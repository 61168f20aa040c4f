"""Counts the cells of every record of a text file with NumPy, and finds the odd ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from codecs import BOM_UTF8
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
_QUOTE, _LF, _CR = 34, 10, 13
LAST = 200
_BLOCK = 1 << 18
"""What fits into the processor's cache: ten times this takes three times as long."""


@dataclass(frozen=True)
class Survey:
    """The records of a file that is UTF-8, with sound quotes and lines that end with a line feed.

    `records` counts them all, blank lines too. The arrays run over the odd ones, in order: those with another count
    of cells than expected, and those with only delimiters. `record` is its number from 0, `start` and `end`
    its bytes without the line end, `cells` its count of cells. `breaks` has, for records that go over several
    lines, the record and the lines that it and those before it take too many. `ended` is whether the last line has
    its line end. `last` has the number, start and end of the last records, up to LAST of them.
    """

    records: int
    record: Ints
    start: Ints
    end: Ints
    cells: Ints
    breaks: tuple[Ints, Ints]
    ended: bool
    last: tuple[Ints, Ints, Ints]

    def until(self, record: int) -> Survey:
        """The same without the odd records from `record` on."""
        before = self.record < record
        start, end, cells = self.start[before], self.end[before], self.cells[before]
        return replace(self, record=self.record[before], start=start, end=end, cells=cells)

    def without(self, first: int, end: int) -> Survey:
        """The same where the odd records from `first` to before `end` are passed over."""
        kept = (self.record < first) | (self.record >= end)
        start, stop, cells = self.start[kept], self.end[kept], self.cells[kept]
        return replace(self, record=self.record[kept], start=start, end=stop, cells=cells)

    def line(self, record: int) -> int:
        """The number, from 1, of the line where a record starts."""
        before = int(np.searchsorted(self.breaks[0], record))
        return record + 1 + (int(self.breaks[1][before - 1]) if before else 0)

    def record_of(self, line: int) -> int:
        """The record that a line is part of."""
        return max(0, bisect_right(range(self.records), line, key=self.line) - 1)

    def record_at(self, line: int) -> int | None:
        """The record that starts at a line, where one does."""
        record = bisect_left(range(self.records), line, key=self.line)
        return record if record < self.records and self.line(record) == line else None


def survey(path: Path, delimiter: str, width: int, quoted: bool) -> Survey:
    """Look at every record once; `width` is the count of cells expected, `quoted` whether the file has quotes."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    walk = _Walk(data, delimiter, width, quoted)
    for at in range(walk.start, len(data), _BLOCK):
        walk.step(at, np.asarray(data[at : at + _BLOCK]))
    ended = walk.start == len(data)
    if not ended:
        walk.close()
    record, start, end, cells = (np.concatenate([[], *parts]).astype(np.int64) for parts in walk.odd)
    several = np.unique(np.concatenate([[], *walk.inner]).astype(np.int64), return_counts=True)
    return Survey(walk.records, record, start, end, cells, (several[0], np.cumsum(several[1])), ended, walk.last)


class _Walk:
    """What is carried from block to block: where the open record started, its delimiters so far, an open quote."""

    def __init__(self, data: Bytes, delimiter: str, width: int, quoted: bool) -> None:
        self.data, self.width, self.quoted = data, width, quoted
        self.marks = [_LF, *delimiter.encode(), *([_QUOTE] if quoted else [])]
        self.start = len(BOM_UTF8) if bytes(data[:3]) == BOM_UTF8 else 0
        self.records, self.carried, self.inside = 0, 0, np.uint8(0)
        self.odd: tuple[list[Ints], ...] = ([], [], [], [])
        self.inner: list[Ints] = []
        self.last: tuple[Ints, Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))

    def step(self, at: int, block: Bytes) -> None:
        """Take one block: its line ends close records, its delimiters count for them."""
        marked = block == self.marks[0]
        for mark in self.marks[1:]:
            marked |= block == mark
        places = np.flatnonzero(marked)
        kinds = block[places]
        within = places[:0]
        if self.quoted and len(places):
            places, kinds, within = self._outside(places, kinds)
        closing = np.flatnonzero(kinds == _LF)
        if len(within):
            self.inner.append(self.records + np.searchsorted(places[closing], within))
        if not len(closing):
            self.carried += len(places)
            return
        delimiters = np.diff(closing, prepend=-1) - 1
        delimiters[0] += self.carried
        self.carried = len(places) - int(closing[-1]) - 1
        end = places[closing] + at
        self._note(np.concatenate([[self.start], end[:-1] + 1]), end, delimiters + 1)
        self.start = int(end[-1]) + 1

    def _outside(self, places: Ints, kinds: Bytes) -> tuple[Ints, Bytes, Ints]:
        """The marks outside quotes, and the places of line feeds within."""
        quotes = kinds == _QUOTE
        inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) ^ self.inside
        self.inside = inside[-1]
        outside = (inside == 0) & ~quotes
        return places[outside], kinds[outside], places[(inside == 1) & (kinds == _LF)]

    def close(self) -> None:
        """The last record has no line end."""
        self._note(np.array([self.start]), np.array([len(self.data)]), np.array([self.carried + 1]))

    def _note(self, start: Ints, end: Ints, cells: Ints) -> None:
        """Keep the odd records; a record as long as its delimiters holds nothing else (but for a carriage return)."""
        maybe = np.flatnonzero((cells != self.width) | (end - start <= self.width))
        length = (end - start)[maybe]
        length = length - ((length > 0) & (self.data[end[maybe] - 1] == _CR))
        odd = (cells[maybe] != self.width) | (length == cells[maybe] - 1)
        chosen, length = maybe[odd], length[odd]
        values = (self.records + chosen, start[chosen], start[chosen] + length, cells[chosen])
        for kept, value in zip(self.odd, values, strict=True):
            kept.append(value)
        numbers = np.arange(self.records + max(0, len(end) - LAST), self.records + len(end))
        seen = (numbers, start[-LAST:], end[-LAST:])
        number, first, last = (np.concatenate(pair)[-LAST:] for pair in zip(self.last, seen, strict=True))
        self.last = number, first, last
        self.records += len(end)
