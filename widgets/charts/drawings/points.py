"""Points in groups, and circles whose area is a figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from widgets.charts.chart import BubbleFigure, Floats, ScatterFigure
from widgets.charts.labels import apart, width_of
from widgets.charts.scale import Scale, tick_label
from widgets.charts.shapes import Drawn, cut, dot, frame, group_class, halo, legend, scales, within

MOST_POINTS = 3_000
"""More points than this are thinned out evenly: a file of them all would be slow to open."""
_LARGEST = 26.0
_MOST_NAMED = 6
"""More groups than this are numbered, because their names would cover the points."""

_Place = tuple[int, str, float, float]
"""A group, its name, and where in the picture that stands."""


def draw_scatter(chart: ScatterFigure) -> Drawn:
    """A dot for each point, and each group's name at the middle of its points."""
    height = 420
    shown = _thinned(len(chart.x))
    x, y = scales(chart.x[shown], chart.y[shown], 0, height)
    parts = frame(x, y, height, chart.x_label, chart.y_label)
    group = chart.group[shown]
    for each in sorted(chart.groups):
        own = shown[group == each]
        path = "".join(f"M{x.at(chart.x[i]):.0f} {y.at(chart.y[i]):.0f}h0" for i in own)
        css = f"{group_class(each)} dots"
        parts.append(f'<path class="{css}" stroke-width="5" stroke-linecap="round" opacity=".6" d="{path}"/>')
    places = []
    for each, label in chart.groups.items():
        own = chart.group == each
        if own.any():
            across, down = float(np.median(chart.x[own])), float(np.median(chart.y[own]))
            places.append((each, label, x.at(across), y.at(down)))
    names, more = legend(_told(places), height)
    parts += _labels(places, x, height) + names
    counts = [(name, int((chart.group == each).sum())) for each, name in chart.groups.items()]
    says = "; ".join(f"{name}: {tick_label(count)}" for name, count in counts)
    drawn = f" ({tick_label(len(shown))} / {tick_label(len(chart.x))})" if len(shown) < len(chart.x) else ""
    return Drawn(parts, height + more, f"{says}{drawn}")


def draw_bubbles(chart: BubbleFigure) -> Drawn:
    """Circles, the largest first so that small ones lie on top, each with its label."""
    height = 380
    x, y = scales(_with_room(chart.x), _with_room(chart.y), 0, height, percent=chart.percent)
    parts = frame(x, y, height, chart.x_label, chart.y_label, percent=chart.percent)
    largest = float(chart.area.max(initial=0.0)) or 1.0
    named = len(chart.labels) <= _MOST_NAMED
    places = []
    for at in np.argsort(-chart.area, kind="stable").tolist():
        radius = 4 + (_LARGEST - 4) * float(np.sqrt(max(chart.area[at], 0.0) / largest))
        across, down = x.at(float(chart.x[at])), y.at(float(chart.y[at]))
        group = chart.group[at] if chart.group else at
        parts.append(dot(group_class(group), across, down, radius, ' fill-opacity=".45"'))
        middle = _beside(x, across, radius, cut(chart.labels[at])) if named else across
        places.append((group, chart.labels[at], middle, down + 4))
    names, more = legend([] if named else _told(places), height)
    parts += _labels(places, x, height) + names
    pairs = zip(chart.labels, chart.x, chart.y, strict=True)
    says = "; ".join(
        f"{n}: {tick_label(a, percent=chart.percent)}, {tick_label(b, percent=chart.percent)}" for n, a, b in pairs
    )
    return Drawn(parts, height + more, says)


def _labels(places: Sequence[_Place], x: Scale, height: float) -> list[str]:
    """The groups' names where they stand, none over the figures of the axis; of many their numbers. Noise has none."""
    few = sum(group >= 0 for group, *_ in places) <= _MOST_NAMED
    labels = [(at, y, cut(name) if few else str(group)) for group, name, at, y in sorted(places) if group >= 0]
    return [
        halo(*one)
        for one in apart([(within(at, said, left=x.start + 4), y, said) for at, y, said in labels], height - 54)
    ]


def _told(places: Sequence[_Place]) -> list[tuple[int, str]]:
    """The names that stand below for the groups' colours, with their numbers where they are many; noise is the last."""
    ordered = sorted(places, key=lambda place: (place[0] < 0, place[0]))
    few = sum(group >= 0 for group, *_ in places) <= _MOST_NAMED
    return [(g, name if few or g < 0 or name.startswith(f"{g} ") else f"{g} {name}") for g, name, _, _ in ordered]


def _beside(x: Scale, across: float, radius: float, label: str) -> float:
    """The middle of a label to the right of a circle, or to its left where the plot ends."""
    away = radius + 4 + width_of(label) / 2
    return across + away if across + away + width_of(label) / 2 <= x.start + x.length else across - away


def _thinned(points: int) -> NDArray[np.intp]:
    """The points that are drawn, in order."""
    if points <= MOST_POINTS:
        return np.arange(points)
    return np.sort(np.random.default_rng(0).permutation(points)[:MOST_POINTS])


def _with_room(values: Floats) -> Floats:
    """From 0 to somewhat past the largest, so that circles are in the picture."""
    return np.array([0.0, 1.12 * float(values.max(initial=0.0)) or 1.0])
