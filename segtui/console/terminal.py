"""The one way out: every line that a command prints, on standard output or standard error, goes through here.

A name, a cell or a file's name can hold anything: here it is made visible, and never read as markup.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType
from rich.segment import Segment

from segtui.console import chatter
from segtui.console.grid import TextGrid
from widgets.plain.text import PlainText
from widgets.plain.visible import HIDDEN, escaped, visible


class Terminal(Console):
    """Standard output, or standard error; strings are text of one line, without markup, emoji codes and colours.

    Where the output is not a terminal it is `pipe_width` wide: wide enough for a table that a program reads.
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
        """Of the terminal that this prints on, wherever the other streams go."""
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
        """The string as it is written."""
        how = {name: how[name] for name in ("justify", "overflow") if name in how}
        return PlainText(visible(text), style, **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The same for what is drawn by others, such as Rich's own text; line ends are Rich's."""
        for segment in super().render(renderable, options):
            text = segment.text
            if segment.control or (text.isascii() and text.isprintable()) or text == "\n":
                yield segment
            else:
                yield Segment(visible(text, lines=True), segment.style)

    def on_broken_pipe(self) -> None:
        """Whoever listened has gone: that ends a command's output, but its messages just fall silent."""
        if self.file is sys.stdout:
            super().on_broken_pipe()
        self.quiet = True


def grid(title: str | None = None) -> TextGrid:
    """A table without lines that fits its terminal; strings in it are text of one line."""
    return TextGrid(title)


def print_lines(*lines: str) -> None:
    """Lines on standard output, such as the names of files that were written."""
    for line in lines:
        sys.stdout.write(HIDDEN.sub(_escape, line) + "\n")


def print_text(text: str) -> None:
    """Text of several lines on standard output, such as a plan: nothing of it is left out, as for the eye alone."""
    sys.stdout.write(_NOT_A_LINE.sub(_escape, text))


def print_json(facts: Any, *, indent: int | None = None) -> None:
    """One JSON object on standard output; what would not show is escaped, so that it reads back the same."""
    text = json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=indent)
    sys.stdout.write(_NOT_A_LINE.sub(_json_escape, text) + "\n")  # line feeds are the indentation


_NOT_A_LINE = re.compile(rf"(?!\n){HIDDEN.pattern}")


def _escape(found: re.Match[str]) -> str:
    return escaped(found[0])


def _json_escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
