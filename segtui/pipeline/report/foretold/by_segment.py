"""What the reports say of a prediction in each segment: the mean probability, its test, and what contacting brings."""

from __future__ import annotations

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
from segtui.segments.naming.cards import Card

_FEW = 10
"""Of either outcome this many are needed for a ROC-AUC of one segment."""


def segment_rows(found: FoundPrediction, segmented: Segmented) -> tuple[list[str], list[list[str]]]:
    """The head of a table and a row for each segment, the likeliest first; no rows where there is nothing to say."""
    own = [each for each in segmented.forecasts if each.prediction == found.name and each.rows >= FEWEST]
    own = sorted(own, key=lambda each: (-each.mean, each.segment))
    head = [_("segment"), _("customers"), _("mean probability")]
    if found.money:
        head += [_("profit of contacting all"), _("contacts that pay"), _("profit of these")]
    if tested := any(each.tested for each in own):
        head += [_("customers in the test"), _("their rate"), _("their mean probability"), "ROC-AUC"]
        head += [_("profit there of contacting all")] if found.money else []
    rows = []
    for each in own:
        cells = [segmented.names[each.segment], number(each.rows), percent(each.mean)]
        if each.contact:
            few = 0 < each.contact.contacted < FEWEST
            best = "–" if few else money_figure(each.contact.best)
            cells += [money_figure(each.contact.all), number(each.contact.contacted), best]
        rows.append([*cells, *(_test(each, found) if tested else [])])
    return head, rows


def _test(one: SegmentForecast, found: FoundPrediction) -> list[str]:
    """How many there are, the rate with its interval, what was said, ROC-AUC and profit; dashes for a handful."""
    cells = 5 if found.money else 4
    if one.tested < FEWEST:
        return ["–"] * cells
    low, high = (float(end[0]) for end in wilson(np.array([float(one.positives)]), np.array([float(one.tested)])))
    rate = _("{value} ({low} to {high})").format(
        value=percent(one.positives / one.tested), low=percent(low), high=percent(high)
    )
    said = [number(one.tested), rate, percent(one.said)]
    auc = one.roc_auc if min(one.positives, one.tested - one.positives) >= _FEW else None
    said += [
        _("{value} ({low} to {high})").format(value=figure(auc.value), low=figure(auc.low), high=figure(auc.high))
        if auc
        else "–"
    ]
    brought = one.contact.tested if one.contact else None
    return [*said, *(["–" if brought is None else money_figure(brought)] if found.money else [])]


def segment_notes(found: FoundPrediction, segmented: Segmented) -> list[str]:
    """How the table of segments is meant."""
    own = [each for each in segmented.forecasts if each.prediction == found.name]
    notes = []
    if any(each.tested for each in own) and found.predicted.predicts != "column":
        text = _("In the test customers are in the segment in which their figures would have placed them that day.")
        notes.append(text)
    paying = [segmented.names[e.segment] for e in own if e.contact and e.contact.pays and e.rows >= FEWEST]
    if found.money:
        several = _("Contacting everybody of the segment is expected to pay in: {segments}.")
        none = _("Contacting everybody of a segment is expected to pay in none.")
        notes.append(several.format(segments=listed(paying)) if paying else none)
    return notes


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
