"""Shows the first rows of a file while the compute process reads it."""

from __future__ import annotations

from segtui.workbench.first_rows import FirstRows, is_number
from widgets.drawing.cells import fitted
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_WIDEST = 24
_GAP = "  "


class FirstRowsTable(Static):
    """As many of the first rows as fit; empty if they are unknown."""

    def __init__(self, first: FirstRows | None, *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self._first: FirstRows | None = None
        self._ascii = ascii
        self.show(first)

    def show(self, first: FirstRows | None) -> None:
        """Show the first rows of a file, or nothing."""
        if first is not self._first:
            self._first = first
            self.update(_drawn(first, *self.app.size, ascii=self._ascii) if first else "")


def _drawn(first: FirstRows, width: int, height: int, *, ascii: bool) -> PlainText:
    """The header and up to `height` rows, in at most `width` cells, numbers to the right."""
    rows = first.rows[:height]
    lines = [PlainText("", "bold"), *(PlainText() for _ in rows)]
    room, empty = width - 1, "." if ascii else "·"
    for name, cells in zip(first.columns, zip(*rows, strict=True), strict=True):
        room -= len(_GAP)
        if room <= 0:
            break
        align = "right" if all(is_number(cell) for cell in cells if cell) else "left"
        taken = min(max(len(visible(text)) for text in (name, *cells)), _WIDEST, room)
        room -= taken
        for line, cell in zip(lines, (name, *(cell or empty for cell in cells)), strict=True):
            line.append(_GAP + fitted(cell, taken, align, ascii))
    return PlainText("\n").join(lines)
