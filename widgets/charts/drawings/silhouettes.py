"""The silhouette plot: each segment's rows as one shape, from the best to the worst."""

from __future__ import annotations

import numpy as np

from widgets.charts.chart import SilhouetteFigure, Silhouettes
from widgets.charts.scale import Scale, scale_of, tick_label
from widgets.charts.shapes import WIDTH, Drawn, cut, down_grid, group_class, halo, margin, stroke, text, within
from widgets.words import tell, tell_counted

_TOP, _TALLEST, _LEAST, _GAP = 30, 360, 22, 6
_MOST = 300
"""Rows that one shape is drawn from."""


def draw_silhouettes(chart: SilhouetteFigure) -> Drawn:
    """As high as each segment is large, at least as high as its name."""
    left = margin([s.name for s in chart.segments])
    rows = sum(len(s.values) for s in chart.segments) or 1
    low = min((float(s.values.min()) for s in chart.segments if len(s.values)), default=0.0)
    axis = scale_of(min(low, 0.0), 1.0, left, WIDTH - left - 20)
    parts, y = [], float(_TOP)
    for segment in chart.segments:
        height = max(_TALLEST * len(segment.values) / rows, _LEAST)
        parts.append(_shape(segment, axis, y, height))
        mean = tick_label(float(segment.values.mean()))
        parts.append(text(left - 8, y + height / 2 + 4, cut(segment.name), "end"))
        rows_said = tell_counted("{count:,} row", "{count:,} rows", len(segment.values))
        said = f"{mean}, {rows_said}"
        parts.append(halo(within(axis.at(0.0) + 70, said), y + height / 2 + 4, said))
        y += height + _GAP
    parts = [*down_grid(axis, _TOP - 6, y), *parts]
    if np.isfinite(chart.mean):
        parts.append(stroke("reference", axis.at(chart.mean), _TOP - 6, axis.at(chart.mean), y))
        said = tell("mean {value}", value=tick_label(chart.mean))
        parts.append(text(within(axis.at(chart.mean), said), _TOP - 12, said, "middle"))
    out = chart.left_out
    told = tell_counted(
        "{count:,} row without a silhouette is left out", "{count:,} rows without a silhouette are left out", out
    )
    left_out = told if out else ""
    parts.append(text(axis.at(0.0), y + 38, left_out))
    each = [
        tell(
            "{name}: {count:,} rows, mean {mean}",
            name=s.name,
            count=len(s.values),
            mean=tick_label(float(s.values.mean())),
        )
        for s in chart.segments
    ]
    return Drawn(parts, y + (46 if left_out else 24), "; ".join(each) or tell("no rows"))


def _shape(segment: Silhouettes, axis: Scale, top: float, height: float) -> str:
    """The outline of the rows' bars, in as many steps as can be seen."""
    count = min(len(segment.values), _MOST)
    values = segment.values[np.linspace(0, len(segment.values) - 1, count).astype(int)]
    step = height / count
    ends = "".join(f"L{axis.at(v):.1f} {top + step * i:.1f}V{top + step * (i + 1):.1f}" for i, v in enumerate(values))
    zero = f"{axis.at(0.0):.1f}"
    return f'<path class="{group_class(segment.group)}" d="M{zero} {top:.1f}{ends}L{zero} {top + height:.1f}Z"/>'
