"""A dendrogram: the last merges by height, in the clusters' colours, with the cut across."""

from __future__ import annotations

import math

from widgets.charts.chart import TreeFigure, TreeNode
from widgets.charts.scale import Scale, scale_of, tick_label
from widgets.charts.shapes import WIDTH, Drawn, group_class, halo, stroke, text, turned
from widgets.words import tell, tell_counted, to_translate

_HEIGHT, _BASE, _TOP, _LEFT = 380, 300, 30, 64


def draw_tree(chart: TreeFigure) -> Drawn:
    """Leaves at the bottom with their rows, merges above."""
    leaves = [node for node in chart.nodes if not node.children]
    heights = [node.height for node in chart.nodes if node.children]
    y = _heights(heights, chart.logarithmic)
    step = (WIDTH - _LEFT - 20) / max(len(leaves), 1)
    parts: list[str] = []
    for tick in y.ticks():
        parts.append(stroke("grid", _LEFT, y.at(tick), WIDTH - 20, y.at(tick)))
        said = tick_label(10.0**tick if chart.logarithmic else tick)
        parts.append(text(_LEFT - 8, y.at(tick) + 4, said, "end"))

    places = [_place(node, step, y, chart.logarithmic) for node in chart.nodes]
    for node, (across, top) in zip(chart.nodes, places, strict=True):
        for child in node.children:
            x, below = places[child]
            css, path = group_class(chart.nodes[child].cluster), f"M{across:.1f} {top:.1f}H{x:.1f}V{below:.1f}"
            parts.append(f'<path class="{css} line" style="fill:none" d="{path}"/>')
        if not node.children:
            parts.append(turned(across + 4, _BASE + 8, tick_label(node.rows), -90, "end"))
    parts.append(text(_LEFT - 8, _BASE + 18, tell("rows"), "end"))
    parts += _cut(chart, y)
    return Drawn(parts, _HEIGHT, _says(chart))


def _place(node: TreeNode, step: float, y: Scale, logarithmic: bool) -> tuple[float, float]:
    """Where a node stands."""
    return _LEFT + step * (node.x + 0.5), y.at(_level(node.height, logarithmic, y)) if node.children else _BASE


def _heights(heights: list[float], logarithmic: bool) -> Scale:
    high = max(heights, default=0.0) or 1.0
    positive = [h for h in heights if h > 0]
    if logarithmic and positive:
        return scale_of(math.log10(min(positive)) - 0.05, math.log10(high) + 0.05, _TOP, _BASE - _TOP, flipped=True)
    return scale_of(0.0, high * 1.04, _TOP, _BASE - _TOP, flipped=True)


def _level(height: float, logarithmic: bool, y: Scale) -> float:
    """A height on the scale; by logarithm 0 stands at the bottom."""
    if not logarithmic:
        return height
    return max(math.log10(height), y.low) if height > 0 else y.low


def _cut(chart: TreeFigure, y: Scale) -> list[str]:
    clusters = len({node.cluster for node in chart.nodes if node.cluster >= 0})
    what = tell_counted("{count} cluster", "{count} clusters", clusters)
    if not math.isfinite(chart.cut):
        return [text(_LEFT, _TOP - 12, what)]
    at = y.at(_level(chart.cut, chart.logarithmic, y))
    said = tell("cut at {height}: {clusters}", height=tick_label(chart.cut), clusters=what)
    return [stroke("reference", _LEFT, at, WIDTH - 20, at), halo(WIDTH - 24, at - 6, said, "end")]


def _says(chart: TreeFigure) -> str:
    rows: dict[int, int] = {}
    for node in chart.nodes:
        if not node.children:
            rows[node.cluster] = rows.get(node.cluster, 0) + node.rows
    of = to_translate("cluster {number} of {count:,} rows")
    return "; ".join(tell(of, number=cluster, count=count) for cluster, count in sorted(rows.items()))
