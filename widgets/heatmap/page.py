"""How a heatmap is put on a page of cells: fixed headers, the cells that fit, and the cell at the cursor in words."""

import math
import re
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from widgets.drawing.axis import short_number
from widgets.drawing.cells import clipped, fitted
from widgets.drawing.drawing_look import DrawingLook
from widgets.heatmap.matrix import HeatmapMatrix
from widgets.heatmap.ramp import amount_style, heat_style, mark
from widgets.words import tell, to_translate

_LONGEST = 8
"""Cells that a column's name may widen it to; a longer name takes a second line."""


@dataclass(frozen=True)
class HeatmapPage:
    """A page of `width` × `height` cells of a matrix, from cell `first` on, with the cursor at a cell in view."""

    matrix: HeatmapMatrix
    cursor: tuple[int, int]
    first: tuple[int, int]
    look: DrawingLook
    background: Color
    focused: bool
    width: int
    height: int

    @cached_property
    def left(self) -> int:
        """Width of the rows' names with a space."""
        return min(max((cell_len(name) for name in self.matrix.rows), default=0), max(self.width // 3, 4)) + 1

    @cached_property
    def marked(self) -> bool:
        """Whether cells carry a mark: where colour may not say it, or the figure is not what the colour says."""
        return self.look.glyphs or self.matrix.own_texts

    @cached_property
    def cell(self) -> int:
        """Width of a column, the same for all."""
        texts = max((cell_len(text) for row in self.matrix.texts for text in row), default=1)
        names = max((cell_len(name) for name in self.matrix.columns), default=1)
        marks = (2 if self.matrix.scale == "diverging" else 1) if self.marked else 0
        marks += bool(marks)
        return min(max(texts + marks + 2, min(names, _LONGEST) + 1, 5), max(self.width - self.left, 1))

    @cached_property
    def header(self) -> int:
        """Lines of the columns' names: 1 or 2."""
        room = self.height > 6 or self.height >= len(self.matrix.rows) + 3
        return 2 if room and any(cell_len(name) > self.cell - 1 for name in self.matrix.columns) else 1

    @cached_property
    def shown(self) -> tuple[int, int]:
        """How many rows and columns fit, each at least 1."""
        rows = max(self.height - self.header - 1, 1)
        columns = max((self.width - self.left) // self.cell, 1)
        return min(rows, max(len(self.matrix.rows), 1)), min(columns, max(len(self.matrix.columns), 1))

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """The matrix cell drawn at a place of the page."""
        row, column = y - self.header, (x - self.left) // self.cell
        inside = 0 <= row < self.shown[0] and 0 <= column < self.shown[1] and x >= self.left
        return (self.first[0] + row, self.first[1] + column) if inside else None

    def lines(self) -> list[list[Segment]]:
        """The page from the top."""
        rows = range(self.first[0], min(self.first[0] + self.shown[0], len(self.matrix.rows)))
        columns = range(self.first[1], min(self.first[1] + self.shown[1], len(self.matrix.columns)))
        return [*self._headers(columns), *(self._row(row, columns) for row in rows), self._caption()]

    def _headers(self, columns: range) -> list[list[Segment]]:
        names = [_halves(self.matrix.columns[column], self.cell - 1, self.header) for column in columns]
        page = []
        for line in range(self.header):
            page.append([Segment(" " * self.left)])
            for column, parts in zip(columns, names, strict=True):
                text = fitted(parts[line], self.cell - 1, "right", self.look.ascii) + " "
                page[-1].append(Segment(text, self._name_style(column == self.cursor[1])))
        return page

    def _row(self, row: int, columns: range) -> list[Segment]:
        name = fitted(self.matrix.rows[row], self.left - 1, ascii=self.look.ascii) + " "
        return [
            Segment(name, self._name_style(row == self.cursor[0])),
            *(Segment(self._text(row, column), self._style(row, column)) for column in columns),
        ]

    def _text(self, row: int, column: int) -> str:
        level, text = self.matrix.level(row, column), self.matrix.texts[row][column]
        if math.isnan(level):
            level, text = 0.0, "." if self.look.ascii else "·"
        if not self.marked:
            return fitted(text, self.cell - 1, "right", self.look.ascii) + " "
        sign = mark(level, self.matrix.scale, self.look.ascii).ljust(2 if self.matrix.scale == "diverging" else 1)
        return f"{fitted(text, self.cell - 2 - len(sign), 'right', self.look.ascii)} {sign} "

    def _style(self, row: int, column: int) -> Style:
        if (row, column) == self.cursor:
            # Reversed where it has the keys: the cursor's own colour could be taken for a value's.
            return self.look.title + (Style(reverse=True) if self.focused else Style(underline=True))
        level = self.matrix.level(row, column)
        if math.isnan(level):
            return self.look.dim
        style = heat_style if self.matrix.scale == "diverging" else amount_style
        return style(level, self.look, self.background)

    def _name_style(self, at_cursor: bool) -> Style:
        return self.look.title if at_cursor else self.look.axis

    def _caption(self) -> list[Segment]:
        """The cell at the cursor in words, and which part of the matrix is in view."""
        (row, column), dash = self.cursor, "-" if self.look.ascii else "–"
        rows = to_translate("rows {first:,}{dash}{last:,} of {count:,}")
        columns = to_translate("columns {first:,}{dash}{last:,} of {count:,}")
        parts = [
            tell(said, first=first + 1, dash=dash, last=first + shown, count=count)
            for said, first, shown, count in (
                (rows, self.first[0], self.shown[0], len(self.matrix.rows)),
                (columns, self.first[1], self.shown[1], len(self.matrix.columns)),
            )
            if shown < count
        ]
        where = clipped(", ".join(parts), self.width // 2, self.look.ascii)
        value = float(self.matrix.values[row, column])
        said = tell("no value") if math.isnan(value) else short_number(value, 4)
        if self.matrix.own_texts and not math.isnan(value):
            told = f" ({self.matrix.measured.format(said)})" if self.matrix.measured else ""
            said = f"{self.matrix.texts[row][column].strip()}{told}"
        cross = "x" if self.look.ascii else "×"
        cell = f"{self.matrix.rows[row]} {cross} {self.matrix.columns[column]}"
        words = tell("{label}: {said}", label=cell, said=said)
        room = max(self.width - cell_len(where) - 1, 0)
        return [
            Segment(fitted(words, room, ascii=self.look.ascii) + " ", self.look.text),
            Segment(where, self.look.axis),
        ]


def _halves(name: str, width: int, lines: int) -> tuple[str, str]:
    """A name for one or two lines of `width` cells, broken after a separator where there is one."""
    if lines == 1 or cell_len(name) <= width:
        return (name, "") if lines == 1 else ("", name)
    after = re.compile(r"[ _./-]|(?<=[a-z])(?=[A-Z])")
    cut = max((found.end() for found in after.finditer(name[: width + 1]) if found.end() <= width), default=width)
    return name[:cut].strip(), name[cut:].strip()
