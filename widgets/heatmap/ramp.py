"""Colours and marks for how high or low a value is, to go with the value's figure."""

from functools import lru_cache
from typing import Literal

from rich.style import Style
from textual.color import Color

from widgets.drawing.drawing_look import DrawingLook
from widgets.drawing.palette import contrast

Scale = Literal["diverging", "sequential"]

_STEPS = 8
"""Shades on a side of the scale: more are not told apart and cost bytes over the line."""
_LOW, _HIGH, _AMOUNT = "#2B7BBA", "#D9691E", "#2A9D8F"
"""Blue and orange are told apart in every common colour blindness; the amount is one hue."""


def heat_style(level: float, look: DrawingLook, background: Color) -> Style:
    """Background (and a readable foreground) for `level`: -1 to 1 on a diverging scale, 0 to 1 on a sequential one.

    A diverging scale gives its upper half the warm colour; pass `level` through `amount_style` for the other scale.
    """
    return _style(level, _LOW if level < 0 else _HIGH, "blue" if level < 0 else "red", look, background)


def amount_style(level: float, look: DrawingLook, background: Color) -> Style:
    """Background and foreground for an amount of 0 to 1."""
    return _style(level, _AMOUNT, "cyan", look, background)


def mark(level: float, scale: Scale, ascii: bool) -> str:
    """The level in at most two characters: up to two signs on a diverging scale, a shade on a sequential one."""
    if scale == "diverging":
        low, high = "-+" if ascii else "▼▲"
        return (low if level < 0 else high) * min(int(abs(level) * 3), 2)
    shades = " .:%#" if ascii else " ░▒▓█"
    return shades[min(int(level * 5), 4)].strip()


def _style(level: float, pole: str, name: str, look: DrawingLook, background: Color) -> Style:
    share = min(abs(level), 1.0)
    if look.colours == "none":
        return look.text
    if look.colours == "ansi16":
        strong = Style(color="bright_white" if name == "blue" else "black", bgcolor=name)
        return look.text if share < 1 / 3 else Style(color=name) if share < 2 / 3 else strong
    return _blend(round(share * _STEPS), pole, background)


@lru_cache(256)
def _blend(step: int, pole: str, background: Color) -> Style:
    shade = background.blend(Color.parse(pole), step / _STEPS, alpha=1)
    text = max((Color(0, 0, 0), Color(255, 255, 255)), key=lambda colour: contrast(colour, shade))
    return Style(color=text.rich_color, bgcolor=shade.rich_color)
