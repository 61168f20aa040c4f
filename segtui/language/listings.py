"""Lists of names and of line numbers, within sentences that can be said again in another language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal

from segtui.language.sentences import Sentence, listing, say
from segtui.language.translation import to_translate

Place = Literal["line", "row"]
"""What is numbered in a file: the lines of a text, the rows of a sheet."""


def quoted_name(name: str) -> Sentence:
    """A name in quotes."""
    return say('"{name}"', name=name)


def some_names(names: Sequence[str]) -> Sentence:
    """Names in quotes, the first five of them: `"a", "b" and 3 more`."""
    return listing([quoted_name(name) for name in names])


def either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a or b or c`."""
    return reduce(lambda said, name: say("{said} or {name}", said=said, name=name), names)


def in_turn(*parts: str) -> str:
    """`a; b; c`: sentences one after the other, without those that are empty; empty without any."""
    there = [part for part in parts if part]
    return reduce(lambda said, part: say("{said}; {part}", said=said, part=part), there) if there else ""


def line_numbers(numbers: Sequence[int], total: int | None = None, place: Place = "line") -> Sentence:
    """`line 3`, `lines 3 and 9`, `lines 3, 9, 12, 15, 20 and 4 more`: the first five of `total`, or of the numbers."""
    total = len(numbers) if total is None else total
    if total == 1:
        said = to_translate("line {number:,}") if place == "line" else to_translate("row {number:,}")
        return say(said, number=numbers[0])
    shown = listing([Sentence("{number:,}", {"number": number}) for number in numbers], total=total)
    several = to_translate("lines {numbers}") if place == "line" else to_translate("rows {numbers}")
    return say(several, numbers=shown)
