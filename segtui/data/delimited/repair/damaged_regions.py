"""Finds the most likely rows in the lines around damage: which lines belong together, and how each is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from segtui.data.delimited.repair.cell_cuts import Cut
from segtui.data.delimited.repair.row_readings import GOOD, RowReadings
from segtui.data.raw.row_repairs import SkipKind

SET_ASIDE = 4.0
"""A line is skipped if reading it would cost more."""
_SWALLOWED = 1.6
_SURE = 3
_MOST_LINES, _ONE_ROW = 200, 60
_LETTERS, _TEXT, _TRIES = 1 << 16, 3_000, 6
_TAIL, _JOINED = 0.8, 0.1


@dataclass(frozen=True)
class Piece:
    """What to do with `lines` consecutive lines: keep them unchanged, read them as `rows`, or skip them."""

    lines: int
    cost: float
    rows: tuple[Cut, ...] = ()
    skipped: SkipKind | None = None

    @property
    def kept(self) -> bool:
        """Whether the bytes stay unchanged."""
        return not self.rows and self.skipped is None


@dataclass
class Region:
    """The lines from a record's start on, without line ends; `final` where nothing follows them.

    `cut` is whether the last of them has no line end, so that it may have been cut off.
    """

    lines: Sequence[str]
    readings: RowReadings
    final: bool = False
    cut: bool = False
    _sure: dict[int, int] = field(default_factory=dict)
    _best: dict[int, tuple[float, Piece | None]] = field(default_factory=dict)

    def pieces(self) -> list[Piece]:
        """The cheapest way through the lines, as far as there is trouble: up to where three in a row are sound."""
        end = self._end()
        self._best[end] = (0.0, None)
        for at in range(end - 1, -1, -1):
            options = [piece for piece in self._options(at, end) if at + piece.lines <= end]
            costs = [(piece.cost + self._best[at + piece.lines][0], piece) for piece in options]
            self._best[at] = min(costs, key=lambda one: one[0])
        found, at = [], 0
        while at < end:
            piece = self._best[at][1]
            assert piece is not None
            found.append(piece)
            at += piece.lines
        return found

    def _end(self) -> int:
        """The first place, two lines on at least, where three records in a row are rows for sure."""
        most = min(len(self.lines), _MOST_LINES)
        for start in range(2, most):
            at = start
            for _ in range(_SURE):
                at += self._sure_lines(at) or len(self.lines)
            if at <= len(self.lines):
                return start
        return most

    def _is_sure(self, at: int) -> bool:
        return self._sure_lines(at) == 1

    def _sure_lines(self, at: int) -> int:
        """How many lines the record takes that starts here, when it is a row for sure; else 0."""
        if at not in self._sure:
            self._sure[at] = self._count_sure(at)
        return self._sure[at]

    def _count_sure(self, at: int) -> int:
        odd = False
        for last in range(at, min(at + _ONE_ROW, len(self.lines))):
            odd ^= self.lines[last].count('"') % 2 == 1
            if not odd:
                return (last - at + 1) * self.readings.typical("\n".join(self.lines[at : last + 1]))
        return 0

    def _options(self, at: int, end: int) -> list[Piece]:
        line = self.lines[at]
        if not line.strip():
            return [Piece(1, 0.0)]
        intact = self.readings.intact(line)
        if intact is not None:
            odd = self.readings.expected.oddness(intact)
            alone = Piece(1, 0.0 if self._is_sure(at) else min(0.3 * odd, 1.0))
            unmarked = self.readings.unmarked(line)
            usual = line.count('"') >= self.readings.expected.width
            if unmarked is not None and unmarked.cost < odd + usual:
                return [Piece(1, unmarked.cost, (unmarked,))]
            return [alone, *self._with_tail(at, end)]
        many = line.count(self.readings.delimiter) >= self.readings.expected.width
        found = [Piece(1, SET_ASIDE, skipped="long" if many else "unreadable")]
        rows = self.readings.rows(line)
        if self.cut and at + 1 == len(self.lines) and _ends_early(line, rows, self.readings):
            return [Piece(1, 0.5, skipped="cut")]
        if rows:
            found.append(Piece(1, sum(row.cost for row in rows), tuple(rows)))
            if found[-1].cost <= GOOD and at + 1 < end and self._is_sure(at + 1):
                return found
        return [*found, *self._together(at, end)]

    def _with_tail(self, at: int, end: int) -> list[Piece]:
        """A whole row whose last cell goes on in the next line, which is not a row; not where that ends the file."""
        if at + 1 >= end or self._is_sure(at + 1) or not self.lines[at + 1].strip():
            return []
        following = self.lines[at + 1]
        if self.readings.delimiter in following or (self.final and at + 2 >= len(self.lines)):
            return []
        row = self.readings.row(f"{self.lines[at]}\n{following}")
        return [Piece(2, row.cost + _TAIL, (row,))] if row else []

    def _together(self, at: int, end: int) -> list[Piece]:
        """The line and those after it as one row: a sound cell over several lines, or one that is broken."""
        found: list[Piece] = []
        text, swallowed, opened, tried = self.lines[at], 0.0, '"' in self.lines[at], 0
        most = 3 * self.readings.expected.width + 20
        for last in range(at + 1, min(at + _ONE_ROW, end)):
            line = self.lines[last]
            text = f"{text}\n{line}"
            delimiters = text.count(self.readings.delimiter)
            if len(text) > _LETTERS or swallowed >= 2 * SET_ASIDE or tried > _TRIES:
                break
            few = delimiters < self.readings.expected.width + 1 and last - at < 5
            if '"' in line and opened and self.readings.intact(text) is not None:
                return [*found, Piece(last - at + 1, swallowed)]
            if (('"' in line and opened) or few) and delimiters <= most and len(text) < _TEXT:
                row, tried = self.readings.row(text), tried + 1
                rows = [row] if row and row.cost <= GOOD else self.readings.several(text) or ([row] if row else [])
                if rows:
                    cost = sum(one.cost for one in rows) + swallowed + self._loss(last) + _JOINED * (last - at)
                    found.append(Piece(last - at + 1, cost, tuple(rows)))
            swallowed += self._loss(last)
        return found

    def _loss(self, at: int) -> float:
        """What it costs to make a line part of another row: much, where it is a row for sure."""
        count = self._sure_lines(at)
        if not count:
            return 0.0
        first = (self.readings.intact("\n".join(self.lines[at : at + count])) or [""])[0]
        return _SWALLOWED if self.readings.expected.columns[0].oddness(first) < 0.5 else 0.2


def _ends_early(line: str, rows: Sequence[Cut], readings: RowReadings) -> bool:
    """Whether a line without line end lacks cells, or the end of its last one."""
    last = line.rpartition(readings.delimiter)[2].strip()
    opened = last[:1] == '"' and last.count('"') % 2 == 1
    return opened or not rows or rows[-1].cells[-1] is None
