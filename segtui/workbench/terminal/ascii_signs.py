"""Signs that are not ASCII, turned into ones that are, in every line that goes to a terminal without them."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS = str.maketrans("…·–—×→←↑↓▸◂✓✗■□●○│┃─━▌▐█▁▔•", "~.--x><^v><+x#.*o||--|##_-*")


class AsciiSigns(LineFilter):
    """What is drawn of the toolkit's own accord, such as the ellipsis where a text is cut; letters stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, sign for sign as wide as before."""
        return [s if s.text.isascii() else Segment(s.text.translate(_SIGNS), s.style, s.control) for s in segments]
