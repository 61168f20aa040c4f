"""Horizontal bars with their values, and whiskers for intervals."""

from __future__ import annotations

from widgets.charts.chart import BarFigure
from widgets.charts.labels import width_of
from widgets.charts.scale import alike, scale_of
from widgets.charts.shapes import (
    ROW,
    WIDTH,
    Drawn,
    cut,
    down_grid,
    group_class,
    halo,
    margin,
    rect,
    stroke,
    text,
    within,
)

_TOP = 30


def draw_bars(chart: BarFigure) -> Drawn:
    """A row for each bar from the top down."""
    left = margin([bar.label for bar in chart.bars])
    ends = [end for bar in chart.bars for end in (bar.value, bar.low, bar.high) if end is not None]
    reference = [] if chart.reference is None else [chart.reference]
    written = alike([*(bar.value for bar in chart.bars), *reference], percent=chart.percent)
    room = 20 + max(map(width_of, written), default=0)
    axis = scale_of(min([0.0, *ends]), max([0.0, *ends, *reference]) * 1.02, left, WIDTH - left - room)
    bottom = _TOP + ROW * len(chart.bars) + 4
    parts, values = down_grid(axis, _TOP - 6, bottom, chart.percent), []
    for at, bar in enumerate(chart.bars):
        y = _TOP + ROW * at
        start, end = sorted((axis.at(0.0), axis.at(bar.value)))
        parts.append(text(left - 8, y + 15, cut(bar.label), "end"))
        parts.append(rect(group_class(bar.group), start, y + 3, end - start, 17))
        right = end
        if bar.low is not None and bar.high is not None:
            right = max(right, axis.at(bar.high))
            parts.append(_whisker(axis.at(bar.low), axis.at(bar.high), y + 11.5))
        values.append(halo(right + 6, y + 15, written[at], "start"))
    if chart.reference is not None:
        x = axis.at(chart.reference)
        parts.append(stroke("reference", x, _TOP - 6, x, bottom))
        said = f"{chart.reference_label} {written[-1]}".strip()
        parts.append(text(within(x, said), _TOP - 12, said, "middle"))
    says = "; ".join(f"{bar.label} {value}" for bar, value in zip(chart.bars, written, strict=False))
    return Drawn([*parts, *values], bottom + 24, says)


def _whisker(low: float, high: float, y: float) -> str:
    ends = "".join(f"M{x:.1f} {y - 4}v8" for x in (low, high))
    return f'<path class="whisker" fill="none" d="M{low:.1f} {y}H{high:.1f}{ends}"/>'
