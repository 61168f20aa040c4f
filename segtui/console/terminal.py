"""The only way to print: every line of a command, on standard output or standard error, goes through here.

A name, a cell or a file name can hold anything: here it is made visible, and never read as markup.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Column

from segtui.console import chatter
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import HIDDEN, escaped, visible

_NAME = 8
"""The least width of a column of names."""


class TextGrid(PlainTable):
    """A table without lines. Names wrap first, then headers; if figures do not fit, a list of all cells instead."""

    def __init__(self, title: str | None = None) -> None:
        super().__init__(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or the list."""
        widths = self._widths(console, options)
        if widths is None:
            yield from self._listed()
            return
        for column, width in zip(self.columns, widths, strict=True):
            column.width = width
        yield from super().__rich_console__(console, options)

    def fits(self, console: Console) -> bool:
        """Whether it will be a table there, not a list."""
        return self._widths(console, console.options) is not None

    def _widths(self, console: Console, options: ConsoleOptions) -> list[int] | None:
        """The width of each column, None where figures do not fit."""
        wide = options.update(max_width=100_000)
        natural = [_natural(console, wide, column) for column in self.columns]
        gaps = PlainTable.__rich_measure__(self, console, wide).maximum - sum(natural)
        least = [min(_least(console, wide, c), n) for c, n in zip(self.columns, natural, strict=True)]
        room = options.max_width - max(gaps, 0)
        return None if sum(least) > room else _narrowed(natural, least, room)

    def _listed(self) -> Iterator[RenderableType]:
        """Each row as its name, with a line for each of its figures below."""
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
    """The width in cells at which nothing in a column breaks."""
    cells = (column.header, *column.cells)
    return max(*(Measurement.get(console, options, cell).maximum for cell in cells), column.min_width or 0)


def _least(console: Console, options: ConsoleOptions, column: Column) -> int:
    """The width at which no word of the header and no figure breaks."""
    header = Measurement.get(console, options, column.header).minimum
    if column.no_wrap or column.justify == "right":
        return max(header, *(Measurement.get(console, options, c).maximum for c in column.cells), 0)
    return max(header, column.min_width or _NAME)


def _narrowed(natural: list[int], least: list[int], room: int) -> list[int]:
    """The widths reduced to `room` cells, the widest of those that may shrink first."""
    widths = list(natural)
    for _ in range(max(sum(natural) - room, 0)):
        place = max((i for i, w in enumerate(widths) if w > least[i]), key=lambda i: widths[i])
        widths[place] -= 1
    return widths


def _plain(cell: Any) -> str:
    return cell.plain if isinstance(cell, PlainText) else str(cell)


class Terminal(Console):
    """Standard output, or standard error; strings are single lines without markup, emoji codes and colors.

    If the output is not a terminal, it is `pipe_width` wide: wide enough for a table that a program reads.
    """

    def __init__(
        self, *, stderr: bool = False, quiet: bool = False, soft_wrap: bool = False, pipe_width: int | None = None
    ) -> None:
        stream = chatter.standard_error() if stderr else None
        piped = not (stream or sys.stdout).isatty()
        super().__init__(
            file=stream,
            quiet=quiet,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=soft_wrap,
            width=pipe_width if piped else None,
        )

    @property
    def size(self) -> ConsoleDimensions:
        """The width of the terminal that this prints on, wherever the other streams go."""
        size = super().size
        if self._width is None and "COLUMNS" not in self._environ and self.is_terminal:
            try:
                columns, lines = os.get_terminal_size(self.file.fileno())
            except (AttributeError, ValueError, OSError):
                return size
            return ConsoleDimensions(columns or size.width, lines or size.height)
        return size

    @size.setter
    def size(self, new: tuple[int, int]) -> None:
        self._width, self._height = new

    def render_str(self, text: str, *, style: Any = "", **how: Any) -> PlainText:
        """The string as it is printed."""
        how = {name: how[name] for name in ("justify", "overflow") if name in how}
        return PlainText(visible(text), style, **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The same for text drawn by others, such as Rich; line ends are Rich's."""
        for segment in super().render(renderable, options):
            text = segment.text
            if segment.control or (text.isascii() and text.isprintable()) or text == "\n":
                yield segment
            else:
                yield Segment(visible(text, lines=True), segment.style)

    def on_broken_pipe(self) -> None:
        """The reader has gone: that ends a command's output, while its messages just fall silent."""
        if self.file is sys.stdout:
            super().on_broken_pipe()
        self.quiet = True


def grid(title: str | None = None) -> TextGrid:
    """A table without lines that fits its terminal; strings in it are single lines."""
    return TextGrid(title)


def print_lines(*lines: str) -> None:
    """Lines on standard output, such as the names of files that were written."""
    for line in lines:
        sys.stdout.write(HIDDEN.sub(_escape, line) + "\n")


def print_text(text: str) -> None:
    """Print text of several lines on standard output, such as a plan, with nothing left out."""
    sys.stdout.write(_NOT_A_LINE.sub(_escape, text))


def print_json(facts: Any, *, indent: int | None = None) -> None:
    """Print one JSON object on standard output; invisible characters are escaped, so that it reads back the same."""
    text = json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=indent)
    sys.stdout.write(_NOT_A_LINE.sub(_json_escape, text) + "\n")  # line feeds are the indentation


_NOT_A_LINE = re.compile(rf"(?!\n){HIDDEN.pattern}")


def _escape(found: re.Match[str]) -> str:
    return escaped(found[0])


def _json_escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
