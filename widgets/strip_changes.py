"""Where two drawings of a line differ, so that only those cells are sent to the terminal again."""

from __future__ import annotations

from rich.cells import split_graphemes
from textual.strip import Strip


def changed_span(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The first changed cell and the one after the last, or None if the lines look the same.

        >>> changed_span(Strip([Segment("a1c")]), Strip([Segment("a2c")]))
        (1, 2)

    A wide character changes as a whole, never by half.
    """
    if old == new:
        return None
    before, after = _cells(old), _cells(new)
    longest = max(len(before), len(after))
    before += [None] * (longest - len(before))
    after += [None] * (longest - len(after))
    changed = [x for x in range(longest) if before[x] != after[x]]
    return (changed[0], changed[-1] + 1) if changed else None


def _cells(strip: Strip) -> list[object]:
    cells: list[object] = []
    for text, style, _ in strip:
        if text.isascii():
            cells.extend((letter, style, 0) for letter in text)
            continue
        for start, end, width in split_graphemes(text)[0]:
            cells.extend((text[start:end], style, half) for half in range(width))
    return cells
