"""A grid of cells to draw on: text, box lines that join by themselves, braille dots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from widgets.drawing.cells import runs

_UP, _RIGHT, _DOWN, _LEFT = 1, 2, 4, 8
# The character for each sum of the directions that meet in a cell.
_BOX = " │─└││┌├─┘─┴┐┤┬┼"
_ASCII = " |-+||++-+-+++++"
_BRAILLE_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])


class Canvas:
    """Width × height cells, drawn in any order; what lies outside is left out.

        canvas = Canvas(20, 5)
        canvas.horizontal(0, 2, 8, style)
        canvas.vertical(2, 0, 4, style)    # joins the horizontal line with a corner
        canvas.text(10, 0, "0.43", style)
        rows = canvas.rows()               # lists of segments

    Text lies on dots, dots on lines.
    """

    def __init__(self, width: int, height: int, ascii: bool = False) -> None:
        self.width, self.height, self.ascii = width, height, ascii
        self._characters = [[" "] * width for _ in range(height)]
        self._styles: list[list[Style | None]] = [[None] * width for _ in range(height)]
        self._directions = [[0] * width for _ in range(height)]

    def text(self, x: int, y: int, text: str, style: Style | None = None) -> None:
        """Write from cell (x, y) on, on one line; characters without a width are left out."""
        if not 0 <= y < self.height:
            return
        for character in text:
            width = cell_len(character)
            if width and x >= 0 and x + width <= self.width:
                self._characters[y][x : x + width] = [character, ""][:width]
                self._styles[y][x : x + width] = [style] * width
            x += width

    def over(self, x: int, y: int, character: str, style: Style) -> None:
        """Write one character over what is there; a full block becomes its ground, unless both are of one colour."""
        if 0 <= y < self.height and 0 <= x < self.width:
            under = self._styles[y][x] if self._characters[y][x] == "█" else None
            if under is not None and under.color != style.color:
                style += Style(bgcolor=under.color)
            self._characters[y][x] = character
            self._styles[y][x] = style

    def free(self, x: int, y: int, width: int) -> bool:
        """Whether nothing was drawn in `width` cells from (x, y) on; not free where it is outside."""
        inside = 0 <= y < self.height and x >= 0 and x + width <= self.width
        return inside and all(self._characters[y][i] == " " and not self._directions[y][i] for i in range(x, x + width))

    def horizontal(self, y: int, x0: int, x1: int, style: Style | None = None) -> None:
        """A line in row y from the middle of cell x0 to the middle of x1 (x0 ≤ x1)."""
        for x in range(x0, x1 + 1):
            self._join(x, y, (_LEFT if x > x0 else 0) | (_RIGHT if x < x1 else 0), style)

    def vertical(self, x: int, y0: int, y1: int, style: Style | None = None) -> None:
        """A line in column x from the middle of cell y0 to the middle of y1 (y0 ≤ y1)."""
        for y in range(y0, y1 + 1):
            self._join(x, y, (_UP if y > y0 else 0) | (_DOWN if y < y1 else 0), style)

    def _join(self, x: int, y: int, directions: int, style: Style | None) -> None:
        if directions and 0 <= x < self.width and 0 <= y < self.height:
            self._directions[y][x] |= directions
            self._styles[y][x] = style

    def dots(self, x: int, y: int, mask: NDArray[np.bool_], style: Style | None = None) -> None:
        """Braille dots from cell (x, y) on: `mask` is (4 × rows, 2 × columns); dots already there stay."""
        rows, columns = mask.shape[0] // 4, mask.shape[1] // 2
        codes = np.einsum("rica,ia->rc", mask.reshape(rows, 4, columns, 2).astype(np.int64), _BRAILLE_BITS)
        for row, column in zip(*np.nonzero(codes), strict=True):
            cell_x, cell_y = x + int(column), y + int(row)
            if 0 <= cell_x < self.width and 0 <= cell_y < self.height:
                there = ord(self._characters[cell_y][cell_x] or " ")
                code = int(codes[row, column]) | (there - 0x2800 if 0x2800 <= there < 0x2900 else 0)
                self._characters[cell_y][cell_x] = chr(0x2800 + code)
                self._styles[cell_y][cell_x] = style

    def rows(self) -> list[list[Segment]]:
        """The rows from the top as segments, neighbours of one style joined."""
        joins = _ASCII if self.ascii else _BOX
        return [
            _joined([joins[d] if c == " " and d else c for c, d in zip(characters, directions, strict=True)], styles)
            for characters, directions, styles in zip(self._characters, self._directions, self._styles, strict=True)
        ]


def _joined(characters: list[str], styles: list[Style | None]) -> list[Segment]:
    """Segments in which blanks go with what is before them, as each change of style costs some forty bytes."""
    current = next((s for c, s in zip(characters, styles, strict=True) if c != " "), None)
    joined: list[Style | None] = []
    for character, style in zip(characters, styles, strict=True):
        if character != " ":
            current = style
        plain = current is None or not (current.bgcolor or current.underline or current.reverse)
        joined.append(current if plain or character != " " else None)
    return runs(characters, joined)
