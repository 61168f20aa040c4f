"""Draws the lines of a table: header, rows, scrollbar and status as strips of exact width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.style import Style as VisualStyle

from widgets.frame.cells import Cell, Glyphs, fitted
from widgets.frame.column_layout import PADDING, Slot


@dataclass(frozen=True)
class TableLook:
    """The styles of the parts, resolved for the current theme."""

    base: Style
    header: Style
    header_cursor: Style
    row_cursor: Style
    cursor: Style
    status: Style
    glyphs: Glyphs
    highlights: Mapping[int, Style] = field(default_factory=dict)
    pictures: Mapping[int, Style] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row to draw: its cells by column, and whether the cursor is on it."""

    cells: Mapping[int, Cell]
    style: Style = field(default_factory=Style)
    glyph: str = ""
    cursor: bool = False


@dataclass(frozen=True)
class Painter:
    """Draws lines `width` cells wide, with the columns at `slots`, `held` of them frozen, the cursor in `column`."""

    look: TableLook
    slots: list[Slot]
    held: int
    column: int
    width: int

    def header(self, labels: Mapping[int, tuple[str, bool, bool | None]], gutter: int) -> Strip:
        """Column names; each label is its text, whether right-aligned, and descending if the column is sorted by."""
        line: list[Segment] = [Segment(" " * gutter, self.look.header)]
        for slot in self._slots(line, self.look.header):
            name, right, descending = labels[slot.column]
            style = self.look.header + self.look.highlights.get(slot.column, Style())
            if slot.column == self.column:
                style = style + self.look.header_cursor
            line.append(Segment(self._label(name, right, descending, slot.width), style))
        return self._line(line, self.look.header)

    def row(self, row: Row, gutter: int, thumb: bool) -> Strip:
        """A row of cells, with its marker, its glyph and its piece of the scrollbar."""
        base = self.look.base + row.style
        if row.cursor:
            base = base + self.look.row_cursor
        marker = self.look.glyphs.marker if row.cursor else " "
        line = [Segment(fitted(marker + row.glyph, gutter, False, self.look.glyphs), base)]
        for slot in self._slots(line, base):
            style = base + self.look.highlights.get(slot.column, Style())
            if slot.column in self.look.pictures and is_picture(row.cells[slot.column]):
                style = style + self.look.pictures[slot.column]
            if row.cursor and slot.column == self.column:
                style = style + self.look.cursor
            line.append(Segment(" ", style))
            for text, piece in row.cells[slot.column]:
                line.append(Segment(text, style + piece if piece else style))
            line.append(Segment(" ", style))
        end = self.look.glyphs.thumb if thumb else " "
        return self._line(line, base, Segment(end, self.look.base))

    def blank(self, thumb: bool = False, text: str = "") -> Strip:
        """A line without a row, perhaps with a sentence."""
        end = self.look.glyphs.thumb if thumb else " "
        line = [Segment(fitted(text, max(self.width - 1, 0), False, self.look.glyphs), self.look.base)]
        return self._line(line, self.look.base, Segment(end, self.look.base))

    def status(self, text: str) -> Strip:
        """The last line."""
        return self._line(
            [Segment(fitted(text, self.width, False, self.look.glyphs), self.look.status)], self.look.status
        )

    def _slots(self, line: list[Segment], style: Style) -> Iterable[Slot]:
        for number, slot in enumerate(self.slots):
            if self.held and number == self.held:
                line.append(Segment(self.look.glyphs.divider, style))
            yield slot

    def _label(self, name: str, right: bool, descending: bool | None, width: int) -> str:
        if descending is None:
            return f" {fitted(name, width, right, self.look.glyphs)} "
        arrow = self.look.glyphs.descending if descending else self.look.glyphs.ascending
        text = f"{fitted(name, min(cell_len(name), width), right, self.look.glyphs)} {arrow}"
        # The arrow takes the padding rather than a letter of the name.
        inside = fitted(text, width, right, self.look.glyphs)
        return f" {inside} " if cell_len(text) <= width else fitted(text, width + PADDING, right, self.look.glyphs)

    def _line(self, line: list[Segment], fill: Style, end: Segment | None = None) -> Strip:
        room = self.width - (end is not None)
        strip = Strip([segment for segment in line if segment.text])
        strip = strip.adjust_cell_length(room, fill) if strip.cell_length != room else strip
        return Strip([*strip, end] if end else strip, self.width).simplify()


def is_picture(cell: Cell) -> bool:
    """Whether a cell holds bars or a sparkline: no letter and no digit is in it."""
    return not any(letter.isalnum() for text, _ in cell for letter in text)


def thumb_lines(top: int, rows: int, total: int) -> range:
    """Which of the lines in sight show the scrollbar's thumb; none if everything is in sight."""
    if total <= rows:
        return range(0)
    size = max(rows * rows // total, 1)
    start = round(top * (rows - size) / (total - rows))
    return range(start, start + size)


def parsed(style: str) -> Style:
    """A style in Textual's terms, theme variables included, for segments."""
    return VisualStyle.parse(style).rich_style if style else Style()
