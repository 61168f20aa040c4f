"""Pages of the guide as a terminal shows them: in the terminal's own colours, with tables that fit."""

from __future__ import annotations

from typing import ClassVar

import rich.markdown
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.theme import Theme

from segtui.console.grid import TextGrid
from widgets.plain.text import PlainText

_THEME = Theme(
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold",
        "markdown.h3": "bold",
        "markdown.code": "bold",
        "markdown.item.bullet": "none",
    }
)


class _Heading(rich.markdown.Heading):
    """A heading at the left margin."""

    LEVEL_ALIGN: ClassVar = {**rich.markdown.Heading.LEVEL_ALIGN, "h1": "left"}


class _Code(rich.markdown.CodeBlock):
    """A block of code as it is written, indented; without highlighting, whose colours suit some terminals only."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines."""
        yield Padding(PlainText(str(self.text).rstrip()), (0, 0, 0, 4))


class _Table(rich.markdown.TableElement):
    """A table as the commands print theirs: where columns have no room, a list."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, between blank lines."""
        grid = TextGrid()
        if self.header is not None and self.header.row is not None:
            for cell in self.header.row.cells:
                grid.add_column(cell.content.plain)
        for row in self.body.rows if self.body is not None else ():
            grid.add_row(*(cell.content.plain for cell in row.cells))
        yield from ("", grid, "")


class Markdown(rich.markdown.Markdown):
    """A text of our own in Markdown: never one that comes from data, because it is not made visible here."""

    elements: ClassVar = {
        **rich.markdown.Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Table,
    }

    def __init__(self, text: str) -> None:
        super().__init__(text, hyperlinks=False)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The page, without colours of its own."""
        with console.use_theme(_THEME):
            yield from super().__rich_console__(console, options)
