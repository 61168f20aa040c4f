"""Text as terminal cells: cut and padded to an exact width, wide characters counted as two."""

import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from widgets.plain.visible import visible

_PART_OF_ESCAPE = re.compile(r"\\(?:x[0-9a-f]?|u[0-9a-f]{0,3}|U[0-9a-f]{0,7})?$")


def clipped(text: str, width: int, ascii: bool = False) -> str:
    """The text in at most `width` cells on one line; what is cut shows as an ellipsis (`~` in ascii).

    No escape of a hidden character is cut in two.
    """
    text = " ".join(visible(text).split())
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return _PART_OF_ESCAPE.sub("", set_cell_size(text, width - 1)).rstrip() + ("~" if ascii else "…")


def fitted(text: str, width: int, align: str = "left", ascii: bool = False) -> str:
    """The text clipped and padded to exactly `width` cells; `align` is left, right or centre."""
    text = clipped(text, width, ascii)
    gap = max(width - cell_len(text), 0)
    before = {"left": 0, "right": gap, "centre": gap // 2}[align]
    return " " * before + text + " " * (gap - before)


def runs(characters: str | Sequence[str], styles: Iterable[Style | None]) -> list[Segment]:
    """Segments of one-cell characters, neighbours of the same style joined, so that few bytes go over the line."""
    segments: list[Segment] = []
    text, current = "", None
    for character, style in zip(characters, styles, strict=True):
        if style is not current and style != current and text:
            segments.append(Segment(text, current))
            text = ""
        text, current = text + character, style
    if text:
        segments.append(Segment(text, current))
    return segments


def first_shown(first: int, cursor: int, shown: int, count: int) -> int:
    """The first of `shown` rows (or columns) of `count` to draw: moved from `first` as little as the cursor needs."""
    if cursor < first:
        first = cursor
    elif cursor >= first + shown:
        first = cursor - shown + 1
    return max(0, min(first, count - shown))
