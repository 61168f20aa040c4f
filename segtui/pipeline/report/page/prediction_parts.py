"""What the page says and draws of predictions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segtui.language.translation import _, to_translate
from segtui.pipeline.report.foretold.by_segment import segment_tables
from segtui.pipeline.report.foretold.predictions import beside, expected, score_rows, tenth_rows
from segtui.pipeline.report.page.elements import Markup, element, paragraphs, section, table
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.prediction.found import FoundPrediction
from widgets.charts.chart import Line, LineFigure

_MANY = 21
"""So a line to compare with has no dots, and its name stands in its middle."""
_GAIN = to_translate("Who contacts the likeliest first finds this share of all with the outcome.")
_TRUE = to_translate("The nearer to the line of equal figures, the truer: each point is a tenth of the test.")


def prediction_section(predictions: Sequence[FoundPrediction], segmented: Segmented | None) -> Markup:
    """Sentences and tables of each prediction; empty without one."""
    if not predictions:
        return Markup("")
    inside: list[Markup] = []
    for found in predictions:
        inside += [element("h3", found.name), paragraphs(expected(found))]
        captions = (_("{name} on the test"), _("{name} by tenth, the likeliest first"))
        for caption, (head, rows) in zip(captions, (score_rows(found), tenth_rows(found)), strict=True):
            inside.append(table(caption.format(name=found.name), head, rows, range(1, len(head))))
        inside.append(paragraphs(beside(found)))
        for each in segment_tables(found, segmented):
            inside.append(table(each.caption, each.head, each.rows, range(1, len(each.head))))
            inside += [element("p", each.below)] if each.below else []
    return section("predictions", _("What they will do next"), *inside)


def prediction_pictures(predictions: Sequence[FoundPrediction]) -> Iterator[tuple[str, LineFigure, str]]:
    """Of each prediction how many it finds, and how true it is: name, chart and sentence."""
    for number, found in enumerate(predictions, start=1):
        yield f"gain-{number}", _gain(found), _(_GAIN)
        yield f"reliability-{number}", _reliability(found), _(_TRUE)


def _gain(found: FoundPrediction) -> LineFigure:
    x, diagonal = np.arange(11) / 10, np.linspace(0.0, 1.0, _MANY)
    y = np.concatenate([[0.0], found.deciles["gain"].to_numpy()])
    lines = (Line(found.name, x, y), Line(_("at random"), diagonal, diagonal))
    title = _("How many {name} finds").format(name=found.name)
    return LineFigure(title, _("share of customers, the likeliest first"), _("share of those found"), lines, True)


def _reliability(found: FoundPrediction) -> LineFigure:
    said, came = found.reliability["mean_probability"].to_numpy(), found.reliability["rate"].to_numpy()
    error = found.reliability.select("low", "high").to_numpy().T
    ends = np.linspace(0.0, max(float(said.max()), float(came.max())), _MANY)
    lines = (Line(found.name, said, came, error=error), Line(_("equal figures"), ends, ends))
    title = _("How true {name} is").format(name=found.name)
    return LineFigure(title, _("mean probability"), _("rate"), lines, True)
