"""The colour and the glyph of a group, the same in every widget, and readable without colour."""

from functools import lru_cache
from typing import Any, Literal

from rich.style import Style
from textual.app import App
from textual.color import Color

Colours = Literal["none", "ansi16", "full"]

NOISE = -1
"""The group of points that belong to none."""

_OKABE_ITO = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#F0E442", "#4F8FF7", "#B0B0B0")
"""Okabe & Ito (2008), told apart in every common colour blindness; their blue is lightened to stand on black."""

_EXTENDED = (
    *_OKABE_ITO,
    *("#44D7C3", "#FF9A8B", "#9A8CFF", "#A6D854", "#C08A4A", "#FF6FCF", "#7FC8A9", "#D8B4F8"),
    *("#2FA4B7", "#C9B037", "#E0787F", "#7DA7FF", "#6FBF4B", "#FFC27A", "#B57EDC", "#9FD3FF"),
)
"""Further hues between Okabe and Ito's, so ordered that neighbours differ in lightness or hue."""

_ANSI16 = (
    *("bright_blue", "yellow", "green", "magenta", "cyan", "bright_yellow", "bright_red", "bright_green"),
    *("bright_cyan", "bright_magenta", "red", "blue"),
)
_ANSI16_LIGHT = (
    *("blue", "red", "green", "magenta", "cyan", "yellow", "bright_blue", "bright_red"),
    *("bright_magenta", "bright_black", "black", "bright_green"),
)

_WHITE = Color(255, 255, 255)
_LETTERS = "ABCDEFGHIJKLMNPQRSTUVWYZabcdefghijklmnpqrstuvwyz"
_GLYPHS = "●▲■◆▼★○△□◇▽☆" + _LETTERS
_ASCII_GLYPHS = "ox+*#@%&$=~^" + _LETTERS


def group_style(index: int, count: int, ansi16: bool = False, *, dark: bool = True) -> Style:
    """The foreground of group `index` among `count` groups.

    `index` is the group's label, 0 … count - 1 (higher ones wrap around), or -1 for noise, which is dim.
    `ansi16` keeps to the sixteen colours of a terminal; `dark=False` darkens what a light background would swallow.
    A group keeps its colour when `count` changes, up to 24 groups; beyond that only the glyph is sure to differ.
    """
    if index < 0:
        return Style(dim=True) if ansi16 else Style(color="#8A8A8A" if dark else "#767676")
    if ansi16:
        return Style(color=(_ANSI16 if dark else _ANSI16_LIGHT)[index % len(_ANSI16)])
    return Style(color=_on_background(_colour(index, count), dark))


def group_glyph(index: int, ascii: bool = False) -> str:
    """The one-cell character of group `index` (a label; -1 for noise); distinct for 60 groups, then they repeat."""
    if index < 0:
        return "." if ascii else "·"
    glyphs = _ASCII_GLYPHS if ascii else _GLYPHS
    return glyphs[index % len(glyphs)]


def without_glyph(name: str) -> str:
    """A name that begins with its group's glyph without it, for where the group has a colour."""
    glyph, blank, rest = name.partition(" ")
    return (
        rest if blank and len(glyph) == 1 and not glyph.isalnum() and glyph in f"·.{_GLYPHS}{_ASCII_GLYPHS}" else name
    )


def colours_of(app: App[object]) -> Colours:
    """How many colours the app's terminal and settings allow: none (NO_COLOR), 16 (an ansi theme, a poor terminal)."""
    if app.no_color:
        return "none"
    return "ansi16" if has_sixteen(app) or app.native_ansi_color else "full"


def has_sixteen(app: App[Any]) -> bool:
    """Whether the app's terminal has sixteen colours at most."""
    return not app.is_headless and app.console.color_system in {"standard", "windows"}


def _colour(index: int, count: int) -> str:
    if count <= len(_EXTENDED) or index < len(_EXTENDED):
        return _EXTENDED[index % len(_EXTENDED)]
    # The golden angle keeps successive hues far apart however many there are.
    hue = index * 0.381966 % 1
    return Color.from_hsl(hue, 0.65, (0.55, 0.7, 0.62)[index % 3]).hex6


@lru_cache(256)
def _on_background(colour: str, dark: bool) -> str:
    """The colour, darkened until it has a contrast of 3:1 on white where the background is light (WCAG 1.4.11)."""
    shade = Color.parse(colour)
    while not dark and contrast(shade, _WHITE) < 3:
        shade = shade.darken(0.03)
    return shade.hex6


def contrast(one: Color, other: Color) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
