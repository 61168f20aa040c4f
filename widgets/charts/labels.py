"""Where labels stand: how wide they are, about, and moved so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

LINE = 16.0
"""The height of a line of text in pixels."""

Label = tuple[float, float, str]
"""The middle of a text, its baseline, and the text."""

_NARROW, _BROAD, _SQUARE = 7.0, 9.0, 13.0


def width_of(text: str) -> float:
    """About how wide a text is in 13 pixels of a common font; rather too much than too little."""
    return sum(_SQUARE if ord(c) >= 0x1100 else _BROAD if c.isupper() or c in "_…mw%" else _NARROW for c in text)


def apart(labels: Sequence[Label], bottom: float) -> list[Label]:
    """The labels from the top down, each moved to the nearest line that is free; none goes below `bottom` for it."""
    placed: list[Label] = []
    for x, y, text in sorted(labels, key=lambda label: (label[1], label[0], label[2])):
        lines = [y + LINE * step * side for step in range(len(labels) + 1) for side in (1, -1)]
        free = (line for line in lines if LINE <= line <= bottom and not any(_meet((x, line, text), p) for p in placed))
        placed.append((x, next(free, y), text))
    return placed


def _meet(one: Label, other: Label) -> bool:
    near = (width_of(one[2]) + width_of(other[2])) / 2
    return abs(one[0] - other[0]) < near and abs(one[1] - other[1]) < LINE
