"""Formats a value for a cell: its text made safe for a terminal, cut or padded to an exact number of cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

import polars as pl
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from widgets.plain.visible import visible
from widgets.words import localised

Format = Callable[[object], str | Text]
Plain = Callable[[pl.Series], bool]
"""Whether a column's numbers are written without thousands commas."""
Cell = tuple[tuple[str, Style | None], ...]

DIM = Style(dim=True)

LONGEST = 1_024
"""Characters of a text that are looked at; no column is nearly as wide."""
MOST_DECIMALS = 4
_FIGURE = re.compile(r"[<~≥≤≈]?[+\-−]?\d[\d,.\u202f]{0,24}(e[+-]?\d+)?\s?[%kMGT]?([±~]|\+-)?[\d.,]{0,8}")
"""A number as tables have it, perhaps with its margin."""


class Glyphs(NamedTuple):
    """The characters that the table draws of its own accord."""

    null: str
    cut: str
    newline: str
    marker: str
    divider: str
    ascending: str
    descending: str
    thumb: str
    dot: str


UNICODE = Glyphs("·", "…", "⏎", "▸", "│", "▲", "▼", "▐", "·")
ASCII = Glyphs(".", "~", "\\n", ">", "|", "^", "v", "#", "-")


@dataclass(frozen=True)
class CellWriter:
    """Writes the cells of one column."""

    right: bool = False
    decimals: int = 0
    format: Format | None = None
    grouped: bool = False
    """Whether thousands are set apart by commas."""
    heading: Callable[[str], str] = str
    """What stands over a column of this name."""

    def values(self, column: pl.Series) -> list[object]:
        """The column's values as Python's own; of a text only as much as could be drawn."""
        if self.format is None and column.dtype == pl.String:
            column = column.str.slice(0, LONGEST)
        return column.to_list()

    def name(self, name: str, glyphs: Glyphs) -> str:
        """What stands over the column with this name, in one line."""
        return safe(self.heading(name), glyphs)

    def text(self, value: object, glyphs: Glyphs) -> str | Text:
        """The value in one line, safe to send to a terminal, however long."""
        if self.format is not None:
            made = self.format(value)
            return made if isinstance(made, Text) else safe(made, glyphs)
        if value is None:
            return Text(glyphs.null, DIM)
        if isinstance(value, float):
            return localised(decimal(value, self.decimals, self.grouped))
        if isinstance(value, bool):
            return "true" if value else "false"
        if self.grouped and isinstance(value, int):
            return localised(f"{value:,}")
        if isinstance(value, bytes):
            value = value[:LONGEST]
        return safe(str(value), glyphs)

    def cell(self, value: object, width: int, glyphs: Glyphs) -> Cell:
        """The value in exactly `width` cells, numbers to the right."""
        text = self.text(value, glyphs)
        if isinstance(text, Text):
            return _fitted_text(text, width, self.right, glyphs)
        if cell_len(text) > width and _FIGURE.fullmatch(text.strip()):
            # A number is shown completely or not at all: a truncated one is another number.
            text = text.strip() if cell_len(text.strip()) <= width else glyphs.cut
            return ((fitted(text, width, True, glyphs), None),)
        return ((fitted(text, width, self.right, glyphs), None),)


def writer(
    column: pl.Series, made: Format | None = None, plain: Plain | None = None, heading: Callable[[str], str] = str
) -> CellWriter:
    """The writer for a column, its decimals (at most 4) as the sampled values need them."""
    kind = column.dtype
    decimals = 0
    if kind.is_float():
        needed = (_decimals(value) for value in column.drop_nulls().to_list())
        decimals = max(needed, default=0)
    grouped = plain is not None and kind.is_numeric() and not plain(column)
    return CellWriter(kind.is_numeric(), decimals, made, grouped, heading)


def safe(text: str, glyphs: Glyphs) -> str:
    """The text in one line, with a sign where it breaks, and every character that would steer or hide written out."""
    if text.isascii() and text.isprintable():
        return text[:LONGEST]
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\t", " ").split("\n")
    # Composed, for the sake of terminals that draw an accent of its own beside its letter.
    return normalize("NFC", glyphs.newline.join(map(visible, lines)))


def fitted(text: str, width: int, right: bool, glyphs: Glyphs) -> str:
    """The text cut with an ellipsis or padded to exactly `width` cells."""
    cells = cell_len(text)
    if cells > width:
        return set_cell_size(text, width - 1) + glyphs.cut if width else ""
    blank = " " * (width - cells)
    return blank + text if right else text + blank


def decimal(value: float, decimals: int, grouped: bool = False) -> str:
    """A float with the column's decimals, up to 4 where it needs more, in powers of ten where those say nothing."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else str(value)
    size = abs(value)
    if size >= 1e15 or 0 < size < 0.5 * 10**-MOST_DECIMALS:
        return f"{value:.3e}"
    return f"{value:{',' if grouped else ''}.{max(decimals, _decimals(value))}f}"


@cache
def _console() -> Console:
    return Console()


def _decimals(value: float) -> int:
    if not math.isfinite(value):
        return 0
    return len(f"{value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


def _fitted_text(text: Text, width: int, right: bool, glyphs: Glyphs) -> Cell:
    if text.spans:
        pieces = [Segment(safe(piece, glyphs), style) for piece, style, _ in text.render(_console())]
    else:  # Rich leaves the text's own style out here
        style = Style.parse(text.style) if isinstance(text.style, str) else text.style
        pieces = [Segment(safe(text.plain, glyphs), style)]
    strip = Strip(pieces)
    if strip.cell_length > width:
        strip = Strip([*strip.crop(0, width - 1), Segment(glyphs.cut)])
    blank = " " * (width - strip.cell_length)
    cell = [(piece, style) for piece, style, _ in strip]
    padded = [(blank, None), *cell] if right else [*cell, (blank, None)]
    return tuple(padded)
