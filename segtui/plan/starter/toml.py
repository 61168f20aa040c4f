"""Lines of a starter plan that fit a screen: long lists and comments are wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence

from segtui.data.databases.plan_keys import keys_of_address
from segtui.plan.dump import literal
from widgets.plain.visible import visible

WIDTH = 100


def names(key: str, values: Sequence[str]) -> list[str]:
    """`key = [...]`, on one line where it fits."""
    line = f"{key} = {literal(list(values))}"
    if len(line) <= WIDTH:
        return [line]
    inner = _filled([f"{literal(value)}," for value in values], WIDTH - 2)
    return [f"{key} = [", *(f"  {text}" for text in inner), "]"]


def path_lines(path: str, own: Collection[str] = ()) -> list[str]:
    """The path of a table, or the connection and what is asked of it; `own` are the table's other keys."""
    return [f"{key} = {literal(value)}" for key, value in keys_of_address(path, own).items()]


def comment(text: str) -> list[str]:
    """A comment, broken between words."""
    return textwrap.wrap(
        visible(text),
        WIDTH,
        initial_indent="# ",
        subsequent_indent="#   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def commented(lines: Sequence[str]) -> list[str]:
    """Lines of a plan as comments, for the user to uncomment."""
    return [f"# {line}".rstrip() for line in lines]


def _filled(parts: Sequence[str], width: int) -> list[str]:
    """The parts on as few lines as possible; a part is never broken, even if it has blanks."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return lines
