"""Charts as SVG: no script, no font and no picture from elsewhere, with a title and a description for readers' tools.

Colours are CSS classes, so that a page shows them light and dark; `standalone` puts their values in for a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from html import escape

import numpy as np

from widgets.charts.chart import BarFigure, BubbleFigure, Chart, Floats, HeatFigure, LineFigure, ScatterFigure
from widgets.charts.labels import apart, width_of
from widgets.charts.scale import Scale, scale_of, tick_label
from widgets.plain.visible import visible

WIDTH = 640
COLOURS = ("#3b6fb6", "#c8553d", "#4a8f5c", "#8a5fb0", "#b8860b", "#2a8c94", "#b5477f", "#6b6f2a", "#5f6aab", "#8c5a3c")
"""One for each group, by its number; they differ in lightness too, and every group is labelled as well."""
NOISE = "#8a8a8a"
MOST_POINTS = 3_000
UP, DOWN = "#2a6fb0", "#c0562f"
DEEPEST = 0.7
"""How opaque the strongest colour of a heat map is: text on it can be read, light and dark."""
_ROW, _TOP, _LONGEST = 26, 30, 32


def group_class(group: int | None) -> str:
    """The CSS class of a group's colour."""
    return "g-none" if group is None or group < 0 else f"g{group % len(COLOURS)}"


def style() -> str:
    """The rules that charts need in a page: `currentColor` is the text's."""
    groups = "".join(f".g{i}{{fill:{c};stroke:{c}}}" for i, c in enumerate(COLOURS))
    return (
        f"svg{{font:13px system-ui,sans-serif;max-width:100%;height:auto}}svg text{{fill:currentColor;stroke:none}}"
        f"{groups}.g-none{{fill:{NOISE};stroke:{NOISE}}}.axis{{stroke:currentColor;opacity:.35}}"
        ".grid{stroke:currentColor;opacity:.12}.whisker{stroke:currentColor;stroke-width:1.5}.line{fill:none;stroke-width:2}"
        f".up{{fill:{UP}}}.down{{fill:{DOWN}}}"
        ".reference{stroke:currentColor;stroke-dasharray:4 3}"
    )


def standalone(chart: Chart) -> str:
    """An SVG file with its own colours on white."""
    drawn = svg(chart, "chart")
    head, rest = drawn.split(">", 1)
    rules = f"{style()}.halo{{stroke:#fff;stroke-width:3px}}"
    back = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'{head} xmlns="http://www.w3.org/2000/svg" color="#222"><style>{rules}</style>{back}{rest}\n'


@singledispatch
def svg(chart: object, name: str) -> str:
    """The chart as an <svg> element; `name` makes its ids unique in a page."""
    raise TypeError(f"no drawing for {type(chart).__name__}")


@svg.register
def _(chart: BarFigure, name: str) -> str:
    left = _margin([bar.label for bar in chart.bars])
    ends = [end for bar in chart.bars for end in (bar.value, bar.low, bar.high) if end is not None]
    axis = scale_of(min(0.0, *ends), max(0.0, *ends, chart.reference or 0.0) * 1.02, left, WIDTH - left - 70)
    height = _TOP + _ROW * len(chart.bars) + 28
    parts, values = _grid(axis, _TOP - 6, height - 24, chart.percent), []
    for at, bar in enumerate(chart.bars):
        y = _TOP + _ROW * at
        start, end = sorted((axis.at(0.0), axis.at(bar.value)))
        parts.append(_text(left - 8, y + 15, _cut(bar.label), "end"))
        box = f'x="{start:.1f}" y="{y + 3}" width="{end - start:.1f}" height="17"'
        parts.append(f'<rect class="{group_class(bar.group)}" {box}/>')
        right = end
        if bar.low is not None and bar.high is not None:
            right = max(right, axis.at(bar.high))
            parts.append(_whisker(axis.at(bar.low), axis.at(bar.high), y + 11.5))
        values.append(_halo(right + 6, y + 15, tick_label(bar.value, percent=chart.percent), "start"))
    if chart.reference is not None:
        x = axis.at(chart.reference)
        parts.append(f'<line class="reference" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height - 24}"/>')
        parts.append(_text(x, _TOP - 10, chart.reference_label, "middle"))
    parts += values
    said = "; ".join(f"{bar.label} {tick_label(bar.value, percent=chart.percent)}" for bar in chart.bars)
    return _svg(name, chart.title, said, height, parts)


@svg.register
def _(chart: ScatterFigure, name: str) -> str:
    height = 420
    x, y = _scales(chart.x, chart.y, height)
    parts = _frame(x, y, height, chart.x_label, chart.y_label)
    for group in sorted(chart.groups):
        own = np.flatnonzero(chart.group == group)
        path = "".join(f"M{x.at(chart.x[i]):.0f} {y.at(chart.y[i]):.0f}h0" for i in own)
        parts.append(
            f'<path class="{group_class(group)} dots" stroke-width="5" stroke-linecap="round" opacity=".6" d="{path}"/>'
        )
    named = []
    for group, label in chart.groups.items():
        own = chart.group == group
        if group >= 0 and own.any():
            across, down = x.at(float(np.median(chart.x[own]))), y.at(float(np.median(chart.y[own])))
            named.append((_within(across, label), down, label))
    parts += [_halo(*one) for one in apart(named, height - 60)]
    said = f"{len(chart.x):,} points in {len(chart.groups)} groups: {', '.join(chart.groups.values())}"
    return _svg(name, chart.title, said, height, parts)


@svg.register
def _(chart: BubbleFigure, name: str) -> str:
    height = 380
    x, y = _scales(_with_room(chart.x), _with_room(chart.y), height)
    parts = _frame(x, y, height, chart.x_label, chart.y_label, percent=chart.percent)
    largest = float(chart.area.max(initial=0.0)) or 1.0
    named = []
    for at in np.argsort(-chart.area).tolist():
        radius = 4 + 24 * float(np.sqrt(max(chart.area[at], 0.0) / largest))
        place = x.at(float(chart.x[at])), y.at(float(chart.y[at]))
        parts.append(_dot(group_class(at), *place, radius, ' fill-opacity=".45"'))
        named.append((_within(place[0], chart.labels[at]), place[1] + 4, chart.labels[at]))
    parts += [_halo(*one) for one in apart(named, height - 54)]
    pairs = zip(chart.labels, chart.x, chart.y, strict=True)
    said = "; ".join(
        f"{n}: {tick_label(a, percent=chart.percent)}, {tick_label(b, percent=chart.percent)}" for n, a, b in pairs
    )
    return _svg(name, chart.title, said, height, parts)


@svg.register
def _(chart: LineFigure, name: str) -> str:
    height = 320
    every = [np.concatenate([getattr(line, side) for line in chart.lines]) for side in ("x", "y")]
    x, y = _scales(every[0], every[1][np.isfinite(every[1])], height)
    parts = _frame(x, y, height, chart.x_label, chart.y_label, percent=chart.percent)
    for at, line in enumerate(chart.lines):
        known = np.flatnonzero(np.isfinite(line.y))
        path = " ".join(f"{x.at(line.x[i]):.1f},{y.at(line.y[i]):.1f}" for i in known)
        parts.append(f'<polyline class="{group_class(at)} line" style="fill:none" points="{path}"/>')
        if line.mark is not None:
            where = int(np.abs(line.x - line.mark).argmin())
            parts.append(_dot(group_class(at), x.at(float(line.x[where])), y.at(float(line.y[where])), 6))
        if len(known):
            end = known[int((len(known) - 1) * max(0.0, 0.85 - 0.3 * at))]  # apart, where lines meet at the end
            parts.append(_halo(_within(x.at(line.x[end]), line.name), y.at(line.y[end]) - 9, line.name))
    said = "; ".join(f"{line.name} over {chart.x_label}" for line in chart.lines)
    return _svg(name, chart.title, said, height, parts)


@svg.register
def _(chart: HeatFigure, name: str) -> str:
    left = _margin(chart.rows)
    wide = max(34.0, min(90.0, (WIDTH - left - 10) / max(len(chart.columns), 1)))
    columns = [_cut(column) for column in chart.columns]
    slant = [0.72 * width_of(column) for column in columns]
    top = 24 + max(slant, default=0)
    height = int(top + _ROW * len(chart.rows) + 10)
    parts = []
    for j, column in enumerate(columns):
        parts.append(_turned(left + wide * (j + 0.5), top - 8, column, -45, "start"))
    for i, row in enumerate(chart.rows):
        y = top + _ROW * i
        parts.append(_text(left - 8, y + 17, _cut(row), "end"))
        for j in range(len(chart.columns)):
            value = float(chart.values[i, j])
            if not np.isfinite(value):
                continue
            depth = min(abs(value) / chart.limit, 1.0)
            box = f'x="{left + wide * j:.1f}" y="{y:.1f}" width="{wide - 2:.1f}" height="{_ROW - 2}"'
            side = "up" if value > 0 else "down"
            parts.append(f'<rect class="{side}" {box} fill-opacity="{DEEPEST * depth:.2f}"/>')
            parts.append(_text(left + wide * (j + 0.5) - 1, y + 17, f"{value:+z.1f}", "middle"))
    said = f"{len(chart.rows)} rows and {len(chart.columns)} columns of effects in standard deviations"
    right = max((left + wide * (j + 0.5) + across for j, across in enumerate(slant)), default=0.0)
    return _svg(name, chart.title, said, height, parts, width=max(WIDTH, int(right) + 10))


def _svg(name: str, title: str, said: str, height: float, parts: Sequence[str], width: int = WIDTH) -> str:
    head = f'<svg viewBox="0 0 {width} {height:.0f}" width="{width}" role="img" aria-labelledby="{name}-t {name}-d"'
    named = f'<title id="{name}-t">{_told(title)}</title><desc id="{name}-d">{_told(said)}</desc>'
    return f"{head}>{named}{''.join(parts)}</svg>"


def _scales(x: Floats, y: Floats, height: int) -> tuple[Scale, Scale]:
    across = _room(x)
    up = _room(y)
    return scale_of(*across, 64, WIDTH - 84), scale_of(*up, 16, height - 66, flipped=True)


def _room(values: Floats) -> tuple[float, float]:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = 0.06 * (high - low)
    return (low if low == 0.0 else low - room), high + room


def _frame(x: Scale, y: Scale, height: int, x_label: str, y_label: str, *, percent: bool = False) -> list[str]:
    bottom = height - 50
    parts = [f'<path class="axis" fill="none" d="M{x.start} {y.start}V{bottom}H{x.start + x.length}"/>']
    for tick in x.ticks():
        parts.append(_text(x.at(tick), bottom + 18, tick_label(tick, percent=percent), "middle"))
    for tick in y.ticks():
        at = y.at(tick)
        parts.append(f'<line class="grid" x1="{x.start}" x2="{x.start + x.length}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(_text(x.start - 8, at + 4, tick_label(tick, percent=percent), "end"))
    parts.append(_text(x.start + x.length / 2, height - 10, x_label, "middle"))
    parts.append(_turned(14, y.start + y.length / 2, y_label, -90, "middle"))
    return parts


def _grid(axis: Scale, top: float, bottom: float, percent: bool) -> list[str]:
    parts = []
    for tick in axis.ticks():
        x = axis.at(tick)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>')
        parts.append(_text(x, bottom + 16, tick_label(tick, percent=percent), "middle"))
    return parts


def _whisker(low: float, high: float, y: float) -> str:
    ends = "".join(f"M{x:.1f} {y - 4}v8" for x in (low, high))
    return f'<path class="whisker" fill="none" d="M{low:.1f} {y}H{high:.1f}{ends}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{side}>{_told(text)}</text>'


def _turned(x: float, y: float, text: str, degrees: int, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" transform="rotate({degrees} {x:.1f} {y:.1f})"'
    return f"<text {place}>{_told(text)}</text>"


def _dot(colour: str, x: float, y: float, radius: float, more: str = "") -> str:
    return f'<circle class="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"{more}/>'


def _halo(x: float, y: float, text: str, anchor: str = "middle") -> str:
    """Text that can be read over points."""
    return (
        f'<text class="halo" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" paint-order="stroke">{_told(text)}</text>'
    )


def _margin(labels: Sequence[str]) -> float:
    return 24 + max((width_of(_cut(label)) for label in labels), default=0)


def _told(text: str) -> str:
    """Text that can't be markup, with invisible characters made visible."""
    return escape(visible(text))


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _within(x: float, label: str) -> float:
    """The middle of a label, moved so that all of it is in the picture."""
    half = min(width_of(label), WIDTH) / 2
    return min(max(x, half), WIDTH - half)


def _with_room(values: Floats) -> Floats:
    """From 0 to somewhat past the largest, so that circles are in the picture."""
    return np.array([0.0, 1.12 * float(values.max(initial=0.0)) or 1.0])
