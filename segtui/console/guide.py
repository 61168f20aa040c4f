"""`segtui guide`: a page of the guide, laid out for a terminal, or the list of its pages."""

from __future__ import annotations

import sys
from typing import ClassVar

import rich.markdown
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.theme import Theme

from segtui.console.terminal import Terminal, TextGrid, grid, print_text
from segtui.errors import UsageError, did_you_mean
from segtui.guide.pages import TOPICS, page, pages
from segtui.language.sentences import row_of, say
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
    """A block of code, indented; without highlighting, because its colors suit only some terminals."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines."""
        yield Padding(PlainText(str(self.text).rstrip()), (0, 0, 0, 4))


class _Table(rich.markdown.TableElement):
    """A table like those of the commands: a list if the columns do not fit."""

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
    """A Markdown text of our own; never text from data, because control characters are not made visible here."""

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
        """The page, without colors of its own."""
        with console.use_theme(_THEME):
            yield from super().__rich_console__(console, options)


def show_guide(topic: str | None) -> None:
    """Print the page of a topic: formatted on a terminal, as Markdown in a pipe; without a topic, print the list.

    Raises UsageError with the list of topics for an unknown one.
    """
    if topic is None:
        _show_topics()
        return
    if topic not in TOPICS:
        hint = did_you_mean(topic, TOPICS)
        fix = say("the topics are: {topics}", topics=row_of(TOPICS))
        if hint:
            fix = say("{hint} {topics}", hint=hint, topics=fix)
        raise UsageError(
            say('there is no page "{topic}" in the guide', topic=topic), where=say("segtui guide"), fix=fix
        )
    text = page(topic).text
    if sys.stdout.isatty():
        Terminal().print(Markdown(text))
    else:
        print_text(text)


def _show_topics() -> None:
    table = grid()
    table.add_column("topic", no_wrap=True)
    table.add_column("about")
    for each in pages():
        table.add_row(each.topic, each.summary)
    Terminal(pipe_width=120).print(table)
