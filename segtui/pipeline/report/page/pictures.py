"""The page's pictures, each with a sentence that says how to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from segtui.language.figures import localised
from segtui.language.translation import _, to_translate
from segtui.pipeline.report.cohorts import cohort_pictures
from segtui.pipeline.report.exhibits import exhibit_pictures
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.markdown import brief_percent
from segtui.pipeline.report.outcomes import MOST_OUTCOMES, value_name
from segtui.pipeline.report.page.charts_of_run import (
    effects_chart,
    how_many_chart,
    lorenz_chart,
    outcome_chart,
    sizes_chart,
)
from segtui.pipeline.report.page.elements import Markup, element, section
from segtui.pipeline.report.page.prediction_parts import prediction_pictures
from segtui.pipeline.report.stability import how_many_part
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.choosing.how_many import HowMany
from widgets.charts.chart import BubbleFigure, Chart
from widgets.charts.scale import written_by
from widgets.charts.svg import svg


@dataclass(frozen=True)
class Picture:
    """A chart, the name of its file and of its ids in a page, and the sentence below it."""

    name: str
    chart: Chart
    sentence: str


def pictures(facts: ReportFacts) -> Markup:
    """The section with all of them; empty without segments."""
    drawn = [_figure(picture) for picture in pictures_of_run(facts, most=MOST_OUTCOMES)]
    return section("pictures", _("Pictures"), *drawn) if drawn else Markup("")


def pictures_of_run(facts: ReportFacts, most: int | None = None) -> list[Picture]:
    """Those that the run has something to draw for, `most` of outcomes at most (None: all); none without segments."""
    segmented = facts.concluded.segmented
    found = _pictures(facts, segmented, most) if segmented is not None else ()
    return [Picture(name, chart, sentence) for name, chart, sentence in found if chart is not None]


def _pictures(facts: ReportFacts, segmented: Segmented, most: int | None) -> Iterator[tuple[str, Chart | None, str]]:
    prepared = facts.prepared
    sizes = sizes_chart(segmented)
    yield "sizes", sizes, _(_SIZES) if isinstance(sizes, BubbleFigure) else _("Shares of all customers.")
    found = facts.rows.map
    yield "map", found.chart(segmented.names) if found else None, found.sentence() if found else ""
    yield "effects", effects_chart(prepared, segmented, facts.rows.rare), _(_EFFECTS)
    for at, outcome in enumerate(prepared.outcomes[:most], start=1):
        yield f"outcome-{at}{_part_of_name(outcome.column)}", outcome_chart(segmented, outcome.column), _(_OUTCOME)
    yield from prediction_pictures(prepared.predictions)
    yield from cohort_pictures(segmented)
    yield "how-many", how_many_chart(facts.concluded.how_many), _how_many(facts.concluded.how_many)
    yield "lorenz", lorenz_chart(segmented), _lorenz(segmented)
    yield from exhibit_pictures(prepared)


def _part_of_name(column: str) -> str:
    """What of a column's name can stand in a file's, whatever the system."""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", column).strip("-")[:40]
    return f"-{name}" if name else ""


def _figure(picture: Picture) -> Markup:
    title = picture.chart.title
    with written_by(localised):
        drawn = Markup(svg(picture.chart, picture.name))
    box = element("div", drawn, class_="scroll", role="region", aria_label=title, tabindex="0")
    return element("figure", element("h3", title), box, element("figcaption", picture.sentence))


def _how_many(found: HowMany | None) -> str:
    return " ".join([*how_many_part(found), _("The dots mark these numbers; thin lines are standard errors.")])


def _lorenz(segmented: Segmented) -> str:
    found = segmented.value
    if found is None or found.half is None:
        return ""
    text = _("{share} of the customers bring half of {value}.")
    return text.format(share=brief_percent(found.half), value=value_name(found))


_SIZES = to_translate(
    "The further to the right, the more customers; the higher, the more they bring together. The larger the circle, "
    "the more each of them brings."
)
_EFFECTS = to_translate(
    "How many standard deviations a segment's mean is above (+) or below (−) that of all customers; from 0.8 on "
    "(Cohen) a difference is large."
)
_OUTCOME = to_translate("The thin lines are 95 % intervals, the dashed one is the average of all customers.")
