"""A matrix with a colour and a figure in each cell."""

from __future__ import annotations

import math

from widgets.charts.chart import HeatFigure
from widgets.charts.labels import width_of
from widgets.charts.scale import tick_label, written
from widgets.charts.shapes import ROW, WIDTH, Drawn, cut, margin, rect, text, turned

DEEPEST = 0.7
"""How opaque the strongest colour is: text on it can be read, light and dark."""


def draw_heat(chart: HeatFigure) -> Drawn:
    """Rows from the top down, the columns' names above, slanted unless all are short; as wide as its columns need."""
    left = margin(chart.rows)
    columns = [cut(column) for column in chart.columns]
    texts = [[_written(chart, i, j) for j in range(len(columns))] for i in range(len(chart.rows))]
    needed = max((width_of(each) for row in texts for each in row), default=0) + 8
    wide = max(34.0, needed, min(90.0, (WIDTH - left - 10) / max(len(columns), 1)))
    level = all(width_of(column) <= wide - 4 for column in columns)
    slant = [0.0 if level else 0.72 * width_of(column) for column in columns]
    top = 24 + max(slant, default=0)
    parts = []
    for j, column in enumerate(columns):
        at = left + wide * (j + 0.5)
        parts.append(text(at - 1, top - 8, column, "middle") if level else turned(at, top - 8, column, -45, "start"))
    for i, row in enumerate(chart.rows):
        y = top + ROW * i
        parts.append(text(left - 8, y + 17, cut(row), "end"))
        for j in range(len(columns)):
            value = float(chart.values[i, j])
            if math.isfinite(value):
                depth = chart.depth(value)
                side = "up" if depth > 0 or (depth == 0 and value > 0) else "down"
                opaque = f' fill-opacity="{DEEPEST * abs(depth):.2f}"'
                parts.append(rect(side, left + wide * j, y, wide - 2, ROW - 2, opaque))
            if texts[i][j]:
                parts.append(text(left + wide * (j + 0.5) - 1, y + 17, texts[i][j], "middle"))
    right = max((left + wide * (j + 0.5) + across for j, across in enumerate(slant)), default=0.0)
    right = max(right, left + wide * len(columns))
    says = "; ".join(_row_said(chart, row, cells) for row, cells in zip(chart.rows, texts, strict=True))
    return Drawn(parts, int(top + ROW * len(chart.rows) + 10), says, max(WIDTH, int(right) + 10))


def _row_said(chart: HeatFigure, row: str, cells: list[str]) -> str:
    return f"{row}: {', '.join(f'{c} {cell}' for c, cell in zip(chart.columns, cells, strict=True) if cell)}"


def _written(chart: HeatFigure, row: int, column: int) -> str:
    if chart.texts is not None:
        return chart.texts[row][column]
    value = float(chart.values[row, column])
    if not math.isfinite(value):
        return ""
    if chart.scale == "sequential":
        return tick_label(value)
    return written(f"{value:+z.1f}" if chart.limit > 1 else f"{value:+z.2f}")
