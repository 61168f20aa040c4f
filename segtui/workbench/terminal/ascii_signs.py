"""Signs that are not ASCII, turned into ones that are, in every line that goes to a terminal without them."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBarRender

_SIGNS = str.maketrans("…·–—×→←↑↓▸◂✓✗■□●○│┃─━▌▐█▁▔•", "~.--x><^v><+x#.*o||--|##_-*")


class AsciiSigns(LineFilter):
    """What is drawn of the toolkit's own accord, such as the ellipsis where a text is cut; letters stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, sign for sign as wide as before."""
        return [s if s.text.isascii() else Segment(s.text.translate(_SIGNS), s.style, s.control) for s in segments]


class AsciiBars(ScrollBarRender):
    """Scrollbars of whole cells, without the blocks that stand for parts of one."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
