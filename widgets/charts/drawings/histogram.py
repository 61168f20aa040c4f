"""Columns of counts, a second distribution as a line of steps over them, and marked values."""

from __future__ import annotations

import numpy as np

from widgets.charts.chart import HistogramFigure
from widgets.charts.labels import apart, width_of
from widgets.charts.scale import Scale, scale_of, tick_label
from widgets.charts.shapes import WIDTH, Drawn, halo, rect, stroke, text, turned, within
from widgets.drawing.ticks import nice_ticks
from widgets.words import localised, tell

_HEIGHT, _BASE = 320, 262


def draw_histogram(chart: HistogramFigure) -> Drawn:
    """A column for each bin."""
    overlay = chart.overlay
    top = max(float(chart.counts.max(initial=0.0)), float(overlay.max(initial=0.0)) if overlay is not None else 0.0)
    x = Scale(0.0, float(max(len(chart.counts), 1)), 64, WIDTH - 84)
    y = scale_of(0.0, top * 1.05 or 1.0, 40, _BASE - 40, flipped=True)
    parts = [f'<path class="axis" fill="none" d="M{x.start} {y.start}V{_BASE}H{x.start + x.length}"/>']
    for tick in y.ticks():
        parts.append(stroke("grid", x.start, y.at(tick), x.start + x.length, y.at(tick)))
        parts.append(text(x.start - 8, y.at(tick) + 4, tick_label(tick), "end"))
    for at, count in enumerate(chart.counts):
        gap = 1.0 if x.length / len(chart.counts) > 4 else 0.0
        parts.append(rect("g0", x.at(at), y.at(count), x.at(at + 1) - x.at(at) - gap, _BASE - y.at(count)))
    if overlay is not None:
        steps = "L".join(f"{x.at(i):.1f} {y.at(n):.1f}H{x.at(i + 1):.1f}" for i, n in enumerate(overlay))
        parts.append(f'<path class="g1 line" style="fill:none" d="M{steps}"/>')
    parts += _below(chart, x)
    marked = [(chart_place(chart, value), f"{name} {_label(chart, value)}") for name, value in chart.marks]
    for place, _ in marked:
        parts.append(stroke("reference", x.at(place), y.start, x.at(place), _BASE))
    named = apart([(_beside_axis(x, place, said), 34.0, said) for place, said in marked], _BASE)
    parts += [halo(*each) for each in named]
    parts += _legend(chart)
    return Drawn(parts, _HEIGHT, _says(chart))


def chart_place(chart: HistogramFigure, value: float) -> float:
    """Where a value lies, in bins from the left."""
    return float(np.interp(value, chart.edges, np.arange(len(chart.edges)))) if len(chart.edges) else 0.0


def _beside_axis(x: Scale, place: float, said: str) -> float:
    """The middle of a mark's label, which covers no figure of the axis."""
    return within(max(x.at(place), x.start + width_of(said) / 2 + 4), said)


def _label(chart: HistogramFigure, value: float) -> str:
    return tick_label(value).replace(",", "") if chart.plain else tick_label(value)


def _below(chart: HistogramFigure, x: Scale) -> list[str]:
    parts = [text(x.start + x.length / 2, _HEIGHT - 12, chart.x_label, "middle")]
    parts.append(turned(14, (_BASE + 40) / 2, tell("rows"), -90, "middle"))
    if len(chart.edges) > 1:
        for tick in nice_ticks(float(chart.edges[0]), float(chart.edges[-1]), 7):
            said = _label(chart, tick)
            parts.append(text(within(x.at(chart_place(chart, tick)), said), _BASE + 18, said, "middle"))
    return parts


def _legend(chart: HistogramFigure) -> list[str]:
    if chart.overlay is None or not any(chart.names):
        return []
    parts = []
    for at, (name, counts) in enumerate(zip(chart.names, (chart.counts, chart.overlay), strict=True)):
        parts.append(rect(f"g{at}", 64 + 160 * at, 6, 12, 12))
        parts.append(text(82 + 160 * at, 17, f"{name} {localised(f'{counts.sum():,.0f}')}".strip()))
    return parts


def _says(chart: HistogramFigure) -> str:
    said = [tell("{count:,} values in {bins} bins", count=int(chart.counts.sum()), bins=len(chart.counts))]
    if len(chart.edges):
        low, high = _label(chart, float(chart.edges[0])), _label(chart, float(chart.edges[-1]))
        said.append(tell("from {low} to {high}", low=low, high=high))
    said += [f"{name} {_label(chart, value)}" for name, value in chart.marks]
    return "; ".join(said)
