"""Output for a terminal without colors: text styles only, with a visible cursor."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_BARE = Style(color="default", bgcolor="default")
_BARE_INVERSE = _BARE + Style(reverse=True)


class WithoutColour(LineFilter):
    """Takes the colours out. What was set apart by exchanging light and dark, as cursors are, is reversed instead."""

    def __init__(self, dark: Callable[[], bool]) -> None:
        """`dark` says whether the theme has light text on a dark ground."""
        super().__init__()
        self._dark = dark

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in the terminal's own two colours."""
        dark = self._dark()
        return [
            Segment(
                text, None if style is None else style + (_BARE_INVERSE if _inverse(style, dark) else _BARE), control
            )
            for text, style, control in segments
        ]


@lru_cache(1024)
def _inverse(style: Style, dark: bool) -> bool:
    """Whether the ground is light under dark text, in a dark theme, or the other way round in a light one."""
    text, ground = style.color, style.bgcolor
    if text is None or ground is None or text.is_default or ground.is_default:
        return False
    lighter = _brightness(ground) - _brightness(text)
    return lighter > 0 if dark else lighter < 0


def _brightness(colour: RichColor) -> float:
    """0 for black to 1 for white, of one of the sixteen colours as most terminals have it."""
    return Color(*colour.get_truecolor()).brightness
