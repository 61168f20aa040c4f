"""Where two drawings of a line differ, so that only those cells are sent to the terminal again."""

from __future__ import annotations

from rich.cells import split_graphemes
from rich.style import Style
from textual.strip import Strip

Cell = tuple[str, Style | None, int]
"""A letter with its marks, its style, and which half of it stands here."""


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
    if not changed:
        return None
    stop = changed[-1] + 1
    # Rich loses a combining mark where it cuts a line, so the cut is put behind a cell without one.
    while stop < longest and (_marked(before[stop - 1]) or _marked(after[stop - 1])):
        stop += 1
    return changed[0], stop


def _cells(strip: Strip) -> list[Cell | None]:
    cells: list[Cell | None] = []
    for text, style, _ in strip:
        if text.isascii():
            cells.extend((letter, style, 0) for letter in text)
            continue
        for start, end, width in split_graphemes(text)[0]:
            letters = text[start:end]
            if width:
                cells.extend((letters, style, half) for half in range(width))
            elif cells and cells[-1]:  # an accent on its own belongs to the cell before it
                cells[-1] = (cells[-1][0] + letters, *cells[-1][1:])
    return cells


def _marked(cell: Cell | None) -> bool:
    return cell is not None and len(cell[0]) > 1
