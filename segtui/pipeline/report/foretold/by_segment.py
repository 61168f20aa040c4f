"""What the reports say of a prediction in each segment: the mean probability, its test, and what contacting brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.language.figures import figure as rounded
from segtui.language.figures import number, percent
from segtui.language.translation import _
from segtui.pipeline.report.markdown import figure, listed
from segtui.pipeline.report.small_groups import FEWEST
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.prediction.by_segment import SegmentForecast
from segtui.prediction.found import FoundPrediction
from segtui.prediction.metrics.curves import wilson
from segtui.prediction.metrics.scores import FigureWithInterval
from segtui.segments.naming.cards import Card

_FEW = 10
"""Of either outcome this many are needed for a ROC-AUC of one segment."""


@dataclass(frozen=True)
class SegmentTable:
    """A table of a prediction by segment, the likeliest first, with the sentence below it, if there is one."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    below: str = ""


def segment_tables(found: FoundPrediction, segmented: Segmented | None) -> list[SegmentTable]:
    """What is expected of each segment now, and what came of its customers in the test; none without anything."""
    known = segmented.forecasts if segmented else ()
    own = [each for each in known if each.prediction == found.name and each.rows >= FEWEST]
    own = sorted(own, key=lambda each: (-each.mean, each.segment))
    tested = [each for each in own if each.tested >= FEWEST]
    if segmented is None or not own:
        return []
    tables = [_now(found, own, segmented)]
    return [*tables, _in_test(found, tested, segmented)] if tested else tables


def _now(found: FoundPrediction, own: Sequence[SegmentForecast], segmented: Segmented) -> SegmentTable:
    head, rows = [_("segment"), _("customers"), _("mean probability")], []
    head += [_("profit of contacting all"), _("contacts that pay"), _("profit of these")] if found.money else []
    for each in own:
        cells = [segmented.names[each.segment], number(each.rows), percent(each.mean)]
        if each.contact:
            few = 0 < each.contact.contacted < FEWEST
            best = "–" if few else money_figure(each.contact.best)
            cells += [money_figure(each.contact.all), number(each.contact.contacted), best]
        rows.append(cells)
    caption = _("{name} by segment").format(name=found.name)
    return SegmentTable(caption, head, rows, _paying(own, segmented) if found.money else "")


def _paying(own: Sequence[SegmentForecast], segmented: Segmented) -> str:
    paying = [segmented.names[each.segment] for each in own if each.contact and each.contact.pays]
    if not paying:
        return _("Contacting everybody of a segment is expected to pay in none.")
    text = _("Contacting everybody of the segment is expected to pay in: {segments}.")
    return text.format(segments=listed(paying))


def _in_test(found: FoundPrediction, own: Sequence[SegmentForecast], segmented: Segmented) -> SegmentTable:
    """How many there are, the rate with its interval, what was said, ROC-AUC, and what contacting all brought."""
    head, rows = [_("segment"), _("customers"), _("rate"), _("mean probability"), "ROC-AUC"], []
    head += [_("profit of contacting all")] if found.money else []
    for each in own:
        low, high = (float(end[0]) for end in wilson(np.array([float(each.positives)]), np.array([float(each.tested)])))
        rate = FigureWithInterval(each.positives / each.tested, low, high)
        auc = each.roc_auc if min(each.positives, each.tested - each.positives) >= _FEW else None
        cells = [segmented.names[each.segment], number(each.tested), _between(rate, percent), percent(each.said)]
        cells.append("–" if auc is None else _between(auc, figure))
        if found.money:
            brought = each.contact.tested if each.contact else None
            cells.append("–" if brought is None else money_figure(brought))
        rows.append(cells)
    below = ""
    if found.predicted.predicts != "column":
        below = _("In the test customers are in the segment in which their figures would have placed them that day.")
    return SegmentTable(_("{name} by segment, on the test").format(name=found.name), head, rows, below)


def _between(found: FigureWithInterval, written: Callable[[float], str]) -> str:
    ends = {"value": written(found.value), "low": written(found.low), "high": written(found.high)}
    return _("{value} ({low} to {high})").format(**ends)


def contact_facts(card: Card, segmented: Segmented) -> list[tuple[str, str, str]]:
    """What contacting a segment's customers is expected to bring after costs, and whether that pays."""
    own = [each for each in segmented.forecasts if each.segment == card.segment and each.contact]
    return [
        (
            _("Profit of contacting all by {name}").format(name=each.prediction),
            money_figure(each.contact.all),
            _whether(each),
        )
        for each in own
        if each.contact and each.rows >= FEWEST
    ]


def _whether(one: SegmentForecast) -> str:
    contact = one.contact
    assert contact is not None
    each = _("{figure} per customer").format(figure=money_figure(contact.all / one.rows))
    if contact.contacted == one.rows:
        return _("{each}: pays for each of them").format(each=each)
    if contact.contacted < FEWEST:
        return _("{each}: does not pay").format(each=each)
    text = (
        _("{each}: pays; {best} from the {count} likeliest alone")
        if contact.pays
        else _("{each}: does not pay; {best} from the {count} likeliest alone")
    )
    return text.format(each=each, best=money_figure(contact.best), count=number(contact.contacted))


def foretold(segmented: Segmented) -> dict[str, dict[int, str]]:
    """Columns beside the sizes of segments: by head the cell of each segment, the mean probability and the profit."""
    found: dict[str, dict[int, str]] = {}
    for each in segmented.forecasts:
        found.setdefault(each.prediction, {})[each.segment] = percent(each.mean)
        if each.contact:
            head = _("{name}, profit").format(name=each.prediction)
            found.setdefault(head, {})[each.segment] = money_figure(each.contact.all)
    return found


def money_figure(value: float) -> str:
    """An amount in three digits; what is left of sums that come out even is 0."""
    return rounded(0.0 if abs(value) < 1e-9 else value, digits=3)
