"""HTML elements whose text is escaped: what is data can't become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from segtui.language.sentences import in_language
from widgets.plain.direction import ended
from widgets.plain.visible import visible

_BLOCKS = frozenset({"section", "tr", "p", "h1", "h2", "h3", "li", "div", "figure", "caption", "header", "nav", "main"})
"""A line of the file ends with these, so that two files can be compared by lines."""

_LONG = re.compile(r"[^\s&;]{25,}")
_PART = re.compile(r"[^_]{1,23}_|[^_]{24}")


class Markup(str):
    """Text that is already HTML: data in it has been escaped."""


def text(value: object) -> Markup:
    """A value as text in one line, with invisible characters made visible; Markup stays as it is.

    A percentage is not broken at the end of a line. A sentence is said in the language of the report.
    """
    if isinstance(value, Markup):
        return value
    return Markup(ended(escape(visible(_said(value))), "&lrm;").replace(" %", "\u00a0%"))


def _content(value: object) -> Markup:
    """The same inside an element, where a line may end within a long word, such as a column's name."""
    if isinstance(value, Markup):
        return value
    return Markup(_LONG.sub(lambda found: _PART.sub(r"\g<0><wbr>", found[0]), text(value)))


def _said(value: object) -> str:
    return in_language(value) if isinstance(value, str) else str(value)


def element(tag: str, *inside: object, **attributes: str) -> Markup:
    """An element with its content one after the other; `class_` and `aria_label` stand for class and aria-label."""
    told = "".join(f' {name.strip("_").replace("_", "-")}="{text(value)}"' for name, value in attributes.items())
    end = "\n" if tag in _BLOCKS else ""
    return Markup(f"<{tag}{told}>{''.join(map(_content, inside))}</{tag}>{end}")


def paragraphs(sentences: Iterable[object]) -> Markup:
    """Each sentence as a paragraph."""
    return Markup("".join(element("p", sentence) for sentence in sentences))


def bullets(sentences: Iterable[object]) -> Markup:
    """A list; nothing where there is nothing to list."""
    entries = [element("li", sentence) for sentence in sentences]
    return element("ul", *entries) if entries else Markup("")


def section(name: str, title: str, *inside: object) -> Markup:
    """A section of the page with its heading; `name` is its id."""
    heading = element("h2", title, id=f"{name}-title")
    return element("section", heading, *inside, id=name, aria_labelledby=f"{name}-title")


def table(
    caption: str, head: Sequence[object], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()
) -> Markup:
    """A table that scrolls when it is wide, reached by the keyboard too; the first cell of a row is its heading.

    Columns whose positions are in `numbers` are aligned to the right.
    """
    right = frozenset(numbers)

    def cell(tag: str, at: int, value: object, **more: str) -> Markup:
        return element(tag, value, **more, **({"class_": "n"} if at in right else {}))

    top = element("tr", *(cell("th", at, value, scope="col") for at, value in enumerate(head)))
    body = [
        element("tr", cell("th", 0, row[0], scope="row"), *(cell("td", at, v) for at, v in enumerate(row[1:], start=1)))
        for row in rows
    ]
    inner = element("table", element("caption", caption), element("thead", top), element("tbody", *body))
    return element("div", inner, class_="scroll", role="region", aria_label=caption, tabindex="0")
