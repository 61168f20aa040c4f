"""Replaces non-ASCII characters in every line for an ASCII terminal."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBarRender

_SIGNS = str.maketrans("…·–—×→←↑↓▸◂✓✗■□●○│┃─━▌▐█▁▔•", "~.--x><^v><+x#.*o||--|##_-*")


class AsciiSigns(LineFilter):
    """Characters that the toolkit draws by itself, such as the ellipsis of truncated text; letters stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, each character as wide as before."""
        return [s if s.text.isascii() else Segment(s.text.translate(_SIGNS), s.style, s.control) for s in segments]


class AsciiBars(ScrollBarRender):
    """Scrollbars of whole cells, without the blocks that stand for parts of one."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
