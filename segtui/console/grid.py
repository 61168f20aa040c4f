"""A table for a terminal of any width: no number is broken, headers break between words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Column

from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText

_NAME = 8
"""Cells that a column of names keeps."""


class TextGrid(PlainTable):
    """A table without lines. Names are folded first, then headers; where figures have no room, a list of all cells."""

    def __init__(self, title: str | None = None) -> None:
        super().__init__(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or the list."""
        wide = options.update(max_width=100_000)
        natural = [_natural(console, wide, column) for column in self.columns]
        gaps = PlainTable.__rich_measure__(self, console, wide).maximum - sum(natural)
        least = [min(_least(console, wide, c), n) for c, n in zip(self.columns, natural, strict=True)]
        room = options.max_width - max(gaps, 0)
        if sum(least) > room:
            yield from self._listed()
            return
        for column, width in zip(self.columns, _narrowed(natural, least, room), strict=True):
            column.width = width
        yield from super().__rich_console__(console, options)

    def _listed(self) -> Iterator[RenderableType]:
        """Each row as its name, and below it a line for each of its figures."""
        if self.title:
            yield PlainText(str(self.title), "italic")
        first, *others = self.columns
        headers = [_plain(column.header) for column in others]
        for name, *cells in zip(*(column.cells for column in (first, *others)), strict=True):
            yield PlainText(_plain(name), "bold")
            for header, cell in zip(headers, cells, strict=True):
                if _plain(cell):
                    yield PlainText(f"  {header}: {_plain(cell)}", overflow="fold")


def _natural(console: Console, options: ConsoleOptions, column: Column) -> int:
    """The width in cells in which nothing of a column breaks."""
    cells = (column.header, *column.cells)
    return max(*(Measurement.get(console, options, cell).maximum for cell in cells), column.min_width or 0)


def _least(console: Console, options: ConsoleOptions, column: Column) -> int:
    """The width in which no word of the header breaks, and no figure."""
    header = Measurement.get(console, options, column.header).minimum
    if column.no_wrap or column.justify == "right":
        return max(header, *(Measurement.get(console, options, c).maximum for c in column.cells), 0)
    return max(header, column.min_width or _NAME)


def _narrowed(natural: list[int], least: list[int], room: int) -> list[int]:
    """The widths brought into `room` cells, the widest of those that may shrink first."""
    widths = list(natural)
    for _ in range(max(sum(natural) - room, 0)):
        place = max((i for i, w in enumerate(widths) if w > least[i]), key=lambda i: widths[i])
        widths[place] -= 1
    return widths


def _plain(cell: Any) -> str:
    return cell.plain if isinstance(cell, PlainText) else str(cell)
