"""The shapes and texts that charts are made of, as SVG; names from data can't become markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from widgets.charts.chart import Floats
from widgets.charts.labels import LINE, width_of
from widgets.charts.scale import Scale, scale_of, tick_label
from widgets.plain.visible import visible

WIDTH = 640
_COLUMN = 288
_BROAD = 1.12
"""Some fonts are this much wider than the common ones."""
ROW = 26
"""The height of a row of bars or of a heat map."""
COLOURS = ("#3b6fb6", "#c8553d", "#4a8f5c", "#8a5fb0", "#b8860b", "#2a8c94", "#b5477f", "#6b6f2a", "#5f6aab", "#8c5a3c")
"""One for each group, by its number; they differ in lightness too, and every group is labelled as well."""
_LONGEST = 40


@dataclass(frozen=True)
class Drawn:
    """A drawing: its shapes, its size in pixels, and what it `says` to those who can't see it."""

    parts: Sequence[str]
    height: float
    says: str
    width: float = WIDTH


def group_class(group: int | None) -> str:
    """The CSS class of a group's colour."""
    return "g-none" if group is None or group < 0 else f"g{group % len(COLOURS)}"


def told(text: str) -> str:
    """Text that can't be markup, with invisible characters made visible."""
    return escape(visible(text))


def cut(label: str, longest: int = _LONGEST) -> str:
    """A label that is not too long."""
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def text(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Text that starts, ends or has its middle at x."""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{side}>{told(text)}</text>'


def turned(x: float, y: float, text: str, degrees: int, anchor: str) -> str:
    """Text at an angle."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" transform="rotate({degrees} {x:.1f} {y:.1f})"'
    return f"<text {place}>{told(text)}</text>"


def halo(x: float, y: float, text: str, anchor: str = "middle") -> str:
    """Text that can be read over points."""
    return f'<text class="halo" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" paint-order="stroke">{told(text)}</text>'


def rect(css: str, x: float, y: float, width: float, height: float, more: str = "") -> str:
    """A filled rectangle."""
    size = f'width="{max(width, 0.0):.1f}" height="{max(height, 0.0):.1f}"'
    return f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" {size}{more}/>'


def dot(css: str, x: float, y: float, radius: float, more: str = "") -> str:
    """A circle."""
    return f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"{more}/>'


def stroke(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    return f'<line class="{css}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def margin(labels: Sequence[str]) -> float:
    """How wide labels at the left are."""
    return 24 + max((width_of(cut(label)) for label in labels), default=0)


def legend(names: Sequence[tuple[int | None, str]], top: float) -> tuple[list[str], float]:
    """What each colour stands for, below a picture, in two columns where they hold all names, and how high that is."""
    columns = 2 if all(_BROAD * width_of(cut(name)) <= _COLUMN - 28 for _, name in names) else 1
    parts = []
    for at, (group, name) in enumerate(names):
        x, y = 64 + _COLUMN * (at % columns), top + LINE * (at // columns) * 1.25
        parts += [rect(group_class(group), x, y, 12, 12), text(x + 20, y + 11, cut(name))]
    return parts, 1.25 * LINE * -(-len(names) // columns) + 12 * bool(names)


def within(x: float, label: str, width: float = WIDTH, left: float = 0.0) -> float:
    """The middle of a label, moved so that all of it is in the picture, from `left` on."""
    half = min(width_of(label), width - left) / 2
    return min(max(x, left + half), width - half)


def down_grid(axis: Scale, top: float, bottom: float, percent: bool = False) -> list[str]:
    """Thin lines from top to bottom at round values of a horizontal axis, with the values below."""
    parts = []
    for tick in axis.ticks():
        parts.append(stroke("grid", axis.at(tick), top, axis.at(tick), bottom))
        said = tick_label(tick, percent=percent)
        parts.append(text(within(axis.at(tick), said), bottom + 16, said, "middle"))
    return parts


def scales(
    x: Floats, y: Floats, top: float, height: float, *, percent: bool = False, right: float = 20, left: float = 64
) -> tuple[Scale, Scale]:
    """Axes that hold all values with a little room around them, in a plot from `top` that is `height` high.

    At the left is room for the figures of the axis, at least `left`; at the right as much as is said.
    """
    up = scale_of(*_room(y), top + 16, height - 66, flipped=True)
    left = max(left, 34 + max((width_of(tick_label(tick, percent=percent)) for tick in up.ticks()), default=0.0))
    return scale_of(*_room(x), left, WIDTH - left - right), up


def frame(x: Scale, y: Scale, bottom: float, x_label: str, y_label: str, *, percent: bool = False) -> list[str]:
    """The axes with their ticks, and lines across."""
    base = bottom - 50
    parts = [f'<path class="axis" fill="none" d="M{x.start} {y.start}V{base}H{x.start + x.length}"/>']
    for tick in x.ticks():
        said = tick_label(tick, percent=percent)
        parts.append(text(within(x.at(tick), said), base + 18, said, "middle"))
    for tick in y.ticks():
        parts.append(stroke("grid", x.start, y.at(tick), x.start + x.length, y.at(tick)))
        parts.append(text(x.start - 8, y.at(tick) + 4, tick_label(tick, percent=percent), "end"))
    parts.append(text(x.start + x.length / 2, bottom - 10, x_label, "middle"))
    parts.append(turned(14, y.start + y.length / 2, cut(y_label, 44), -90, "middle"))
    return parts


def _room(values: Floats) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    room = 0.06 * (high - low)
    return (low if low == 0.0 else low - room), high + room
