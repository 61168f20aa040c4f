"""Charts as SVG: no script, no font and no picture from elsewhere, with a title and a description for readers' tools.

Colours are CSS classes, so that a page shows them light and dark; `standalone` puts their values in for a file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from widgets.charts.chart import (
    BarFigure,
    BubbleFigure,
    Chart,
    HeatFigure,
    HistogramFigure,
    LineFigure,
    PanelFigure,
    ScatterFigure,
    SilhouetteFigure,
    TreeFigure,
)
from widgets.charts.drawings.bars import draw_bars
from widgets.charts.drawings.heat import draw_heat
from widgets.charts.drawings.histogram import draw_histogram
from widgets.charts.drawings.lines import draw_lines, draw_panels
from widgets.charts.drawings.points import draw_bubbles, draw_scatter
from widgets.charts.drawings.silhouettes import draw_silhouettes
from widgets.charts.drawings.tree import draw_tree
from widgets.charts.shapes import COLOURS, Drawn, told

NOISE = "#8a8a8a"
UP, DOWN = "#2a6fb0", "#c0562f"
PAPER, INK = "#ffffff", "#222222"
"""The colours of a file of its own."""
FONT = "Segtui Charts"
"""The font that PNG files have (`widgets/charts/font`); other readers of a file take the next in the list."""
_HEAD = 34
_DRAWINGS: dict[type, Callable[[Any], Drawn]] = {
    BarFigure: draw_bars,
    BubbleFigure: draw_bubbles,
    HeatFigure: draw_heat,
    HistogramFigure: draw_histogram,
    LineFigure: draw_lines,
    PanelFigure: draw_panels,
    ScatterFigure: draw_scatter,
    SilhouetteFigure: draw_silhouettes,
    TreeFigure: draw_tree,
}


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


def svg(chart: Chart, name: str) -> str:
    """The chart as an <svg> element; `name` makes its ids unique in a page."""
    drawn = _drawn(chart)
    size = f'viewBox="0 0 {drawn.width} {drawn.height:.0f}" width="{drawn.width}"'
    head = f'<svg {size} role="img" aria-labelledby="{name}-t {name}-d"'
    return f"{head}>{_named(chart, drawn, name)}{''.join(drawn.parts)}</svg>"


def standalone(chart: Chart, *, paper: str = PAPER, ink: str = INK) -> str:
    """An SVG file with its title in sight and its own colours: nothing in it depends on a page around it."""
    drawn = _drawn(chart)
    height = drawn.height + _HEAD
    rules = style().replace("system-ui", f"'{FONT}',system-ui").replace("currentColor", ink)
    rules += f"svg .halo{{stroke:{paper};stroke-width:3px}}svg .head{{font-size:16px}}"
    size = f'width="{drawn.width:.0f}" height="{height:.0f}" viewBox="0 0 {drawn.width} {height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="chart-t chart-d">'
        f'{_named(chart, drawn, "chart")}<style>{rules}</style><rect width="100%" height="100%" fill="{paper}"/>'
        f'<text class="head" x="16" y="24">{told(chart.title)}</text>'
        f'<g transform="translate(0 {_HEAD})">{"".join(drawn.parts)}</g></svg>\n'
    )


def _drawn(chart: Chart) -> Drawn:
    draw = _DRAWINGS.get(type(chart))
    if draw is None:
        raise TypeError(f"no drawing for {type(chart).__name__}")
    return draw(chart)


def _named(chart: Chart, drawn: Drawn, name: str) -> str:
    return f'<title id="{name}-t">{told(chart.title)}</title><desc id="{name}-d">{told(drawn.says)}</desc>'
