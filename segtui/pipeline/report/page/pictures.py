"""The page's pictures, each with a sentence that says how to read it."""

from __future__ import annotations

from collections.abc import Iterator

from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.markdown import brief_percent
from segtui.pipeline.report.page.charts_of_run import (
    effects_chart,
    how_many_chart,
    lorenz_chart,
    outcome_chart,
    sizes_chart,
)
from segtui.pipeline.report.page.elements import Markup, element, section
from widgets.charts.chart import BubbleFigure, Chart
from widgets.charts.svg import svg

Picture = tuple[str, Chart | None, str]
"""The name that its ids begin with, the chart, and the sentence below it."""


def pictures(facts: ReportFacts) -> Markup:
    """The section with all of them; empty without segments."""
    segmented = facts.concluded.segmented
    if segmented is None:
        return Markup("")
    drawn = [
        _figure(name, chart, sentence) for name, chart, sentence in _pictures(facts, segmented) if chart is not None
    ]
    return section("pictures", "Pictures", *drawn)


def _pictures(facts: ReportFacts, segmented: Segmented) -> Iterator[Picture]:
    prepared = facts.prepared
    sizes = sizes_chart(segmented)
    yield "sizes", sizes, _SIZES if isinstance(sizes, BubbleFigure) else "Shares of all customers."
    found = facts.rows.map
    yield "map", found.chart(segmented.names) if found else None, found.sentence() if found else ""
    yield "effects", effects_chart(prepared, segmented, facts.rows.rare), _EFFECTS
    for at, outcome in enumerate(prepared.outcomes):
        yield f"outcome-{at}", outcome_chart(segmented, outcome.column), _OUTCOME
    yield "how-many", how_many_chart(facts.concluded.choice, facts.plan.select.clusters[1]), _HOW_MANY
    yield "lorenz", lorenz_chart(segmented), _lorenz(segmented)


def _figure(name: str, chart: Chart, sentence: str) -> Markup:
    box = element("div", Markup(svg(chart, name)), class_="scroll", role="region", aria_label=chart.title, tabindex="0")
    return element("figure", element("h3", chart.title), box, element("figcaption", sentence))


def _lorenz(segmented: Segmented) -> str:
    found = segmented.value
    if found is None or found.half is None:
        return ""
    return f"{brief_percent(found.half)} of the customers bring half of {found.column}."


_SIZES = (
    "The further to the right, the more customers; the higher, the more they bring together. The larger the circle, "
    "the more each of them brings."
)
_EFFECTS = (
    "How many standard deviations a segment's mean is above (+) or below (−) that of all customers; from 0.8 on "
    "(Cohen) a difference is large."
)
_OUTCOME = "The thin lines are 95 % intervals, the dashed one is the average of all customers."
_HOW_MANY = (
    "The best that any candidate reaches with as many segments; higher is better. The dots mark the number that was "
    "chosen."
)
