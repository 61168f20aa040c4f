"""`segtui guide`: a page of the guide, or the list of its pages."""

from __future__ import annotations

import sys

from segtui.console.markdown import Markdown
from segtui.console.terminal import Terminal, grid, print_text
from segtui.errors import UsageError, did_you_mean
from segtui.guide.pages import TOPICS, page, pages


def show_guide(topic: str | None) -> None:
    """Print the page of a topic: for reading on a terminal, as Markdown into a pipe; without a topic the list.

    Raises UsageError, with the topics that there are, for another.
    """
    if topic is None:
        _show_topics()
        return
    if topic not in TOPICS:
        hint = did_you_mean(topic, TOPICS)
        near = f"{hint} " if hint else ""
        fix = f"{near}the topics are: {', '.join(TOPICS)}"
        raise UsageError(f'there is no page "{topic}" in the guide', where="segtui guide", fix=fix)
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
