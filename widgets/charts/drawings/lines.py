"""Lines over a common x, with a second scale at the right where some have it; panels of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from widgets.charts.chart import Floats, Line, LineFigure, PanelFigure
from widgets.charts.labels import apart
from widgets.charts.scale import Scale, tick_label
from widgets.charts.shapes import Drawn, cut, dot, frame, group_class, halo, scales, stroke, text, within

_FEW = 14
"""As many points have a dot each."""


def draw_lines(chart: LineFigure) -> Drawn:
    """One plot."""
    return Drawn(_plot(chart, 0, 320), 320, _says(chart))


def draw_panels(chart: PanelFigure) -> Drawn:
    """One plot below the other, each with its title; the same x stands below the same x."""
    parts: list[str] = []
    top = 0.0
    left = max((_axes(list(p.lines), p, 0, 190, 20, 64)[0].start for p in chart.panels if p.lines), default=64)
    across = np.concatenate([line.x for panel in chart.panels for line in panel.lines] or [np.zeros(0)])
    for at, panel in enumerate(chart.panels):
        title = f"{panel.title}: {panel.note}" if panel.note else panel.title
        parts.append(text(64, top + 18, title))
        last = at == len(chart.panels) - 1
        parts += _plot(panel if last else replace(panel, x_label=""), top + 20, 190, at, left, across)
        top += 20 + (190 if last else 172)
    return Drawn(parts, top or 20, "; ".join(_says(panel) for panel in chart.panels))


def _plot(
    chart: LineFigure, top: float, height: float, colour: int = 0, least: float = 64, across: Floats | None = None
) -> list[str]:
    """The axes and lines in a plot of that height from `top` down, with at least so much room at the left.

    The axis holds the values `across` too.
    """
    left = [line for line in chart.lines if not line.right] or list(chart.lines)
    right = [line for line in chart.lines if line.right and line not in left]
    x, y = _axes(left, chart, top, height, 84 if right else 20, least, across)
    parts = frame(x, y, top + height, chart.x_label, chart.y_label, percent=chart.percent)
    other = _axes(right, chart, top, height, 84, least)[1] if right else y
    if right:
        for tick in other.ticks():
            parts.append(text(x.start + x.length + 8, other.at(tick) + 4, tick_label(tick, percent=chart.percent)))
    names = []
    for at, line in enumerate(chart.lines):
        scale = other if line in right else y
        css = group_class(at + colour)
        parts += _line(line, css, x, scale)
        known = np.flatnonzero(np.isfinite(line.y))
        if len(known) and len(chart.lines) > 1:
            end = known[int((len(known) - 1) * max(0.0, 0.85 - 0.3 * at))]  # apart, where lines meet at the end
            name = cut(f"{line.name} →" if line in right else line.name)
            names.append((within(x.at(line.x[end]), name), scale.at(line.y[end]) - 9, name))
    return parts + [halo(*each) for each in apart(names, top + height - 54)]


def _axes(
    lines: list[Line],
    chart: LineFigure,
    top: float,
    height: float,
    right: float,
    least: float,
    across: Floats | None = None,
) -> tuple[Scale, Scale]:
    every = np.concatenate([line.x for line in chart.lines]) if across is None else across
    room = [end for line in lines for end in _bars(line)]
    return scales(every, np.concatenate(room), top, height, percent=chart.percent, right=right, left=least)


def _line(line: Line, css: str, x: Scale, y: Scale) -> list[str]:
    """The line with a gap where it has no value, error bars, dots where there are few, and its mark."""
    (low, high), parts = _bars(line), []
    known = np.isfinite(line.y)
    for run in np.split(np.arange(len(line.x)), np.flatnonzero(~known)):
        own = run[known[run]]
        path = " ".join(f"{x.at(line.x[i]):.1f},{y.at(line.y[i]):.1f}" for i in own)
        if len(own) > 1:
            parts.append(f'<polyline class="{css} line" style="fill:none" points="{path}"/>')
    few = int(known.sum()) <= _FEW
    for i in np.flatnonzero(known):
        across = x.at(line.x[i])
        if low[i] < high[i]:
            parts.append(stroke("whisker", across, y.at(low[i]), across, y.at(high[i])))
        if few:
            parts.append(dot(css, across, y.at(line.y[i]), 2.5))
    if line.mark is not None and known.any():
        places = np.flatnonzero(known)
        where = places[int(np.abs(line.x[places] - line.mark).argmin())]
        parts.append(dot(f"{css} mark", x.at(float(line.x[where])), y.at(float(line.y[where])), 6))
    return parts


def _bars(line: Line) -> tuple[Floats, Floats]:
    """Where the error bars end, below and above; at the values where there is none."""
    if line.error is None:
        return line.y, line.y
    if line.error.ndim == 2:
        low, high = np.where(np.isfinite(line.error), line.error, line.y)
        return low, high
    half = np.nan_to_num(line.error)
    return line.y - half, line.y + half


def _says(chart: LineFigure) -> str:
    """Every line's first and last value, and the one that is pointed out, as pairs of x and y."""
    said = []
    for line in chart.lines:
        known = np.flatnonzero(np.isfinite(line.y))
        told = {*known[:1].tolist(), *known[-1:].tolist()}
        if line.mark is not None and len(known):
            told.add(int(known[int(np.abs(line.x[known] - line.mark).argmin())]))
        pairs = (tick_label(float(v), percent=chart.percent) for i in sorted(told) for v in (line.x[i], line.y[i]))
        said.append(f"{line.name}: {', '.join(f'{x} → {y}' for x, y in zip(pairs, pairs, strict=True))}")
    return "; ".join([*said, *([chart.note] if chart.note else [])])
