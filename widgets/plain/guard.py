"""The last filter before the terminal, for everything that widgets draw, such as typed or pasted text."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from widgets.plain.visible import HIDDEN


class OnlyVisible(LineFilter):
    """Takes out of every line what would steer the terminal; cells stay where they are.

    Our own text says where it had such characters; here a line is laid out already, so that blanks take their cells.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, each as wide as before."""
        return [_clean(segment) for segment in segments]


def _clean(segment: Segment) -> Segment:
    text = segment.text
    if (text.isascii() and text.isprintable()) or segment.control or not HIDDEN.search(text):
        return segment
    return Segment(HIDDEN.sub(lambda found: " " * cell_len(found[0]), text), segment.style)
