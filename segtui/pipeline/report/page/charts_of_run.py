"""The charts of the page, from what the run found; None where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from segtui.language.column_labels import called_feature, coded, headed
from segtui.language.translation import _
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.outcomes import outcome_name, value_name
from segtui.pipeline.report.segment_facts import titled
from segtui.pipeline.report.small_groups import FEWEST, is_shown
from segtui.pipeline.report.stability import index_words
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.choosing.how_many import CurveByK, HowMany
from segtui.segments.naming.cards import Card
from widgets.charts.chart import Bar, BarFigure, BubbleFigure, HeatFigure, Line, LineFigure, PanelFigure

_MOST_COLUMNS = 12


def sizes_chart(segmented: Segmented) -> BarFigure | BubbleFigure:
    """Share of the customers by share of the value; bars of the sizes where no value is known."""
    found = segmented.value
    if found is None or found.total <= 0 or any((s.share_of_value or 0.0) < 0 for s in found.segments):
        bars = tuple(Bar(titled(card), card.share, group=card.segment) for card in segmented.cards)
        return BarFigure(_("How large the segments are"), bars, percent=True)
    cards = [card for card in segmented.cards if is_shown(card)]
    own = {s.segment: s for s in found.segments}
    parts = [own[card.segment] for card in cards]
    return BubbleFigure(
        _("Size and share of {value}").format(value=value_name(found)),
        _("share of customers"),
        _("share of {value}").format(value=value_name(found)),
        tuple(card.name for card in cards),
        np.array([s.share_of_rows for s in parts]),
        np.array([s.share_of_value or 0.0 for s in parts]),
        np.array([s.per_head for s in parts]),
        group=tuple(card.segment for card in cards),
    )


def effects_chart(prepared: PreparedRun, segmented: Segmented, hidden: Collection[str]) -> HeatFigure | None:
    """How far each segment's mean of each clustered feature is from that of all: the twelve that differ most."""
    used = {name for c in prepared.matrix.used for name in (c.name, c.source)} - set(hidden)
    cards = [card for card in segmented.cards if card.segment >= 0 and is_shown(card)]
    known = segmented.comparison.filter(
        pl.col("feature").is_in(sorted(used)),
        pl.col("segment").is_in([card.segment for card in cards]),
        pl.col("effect_size").is_not_null(),
    )
    if known.is_empty():
        return None
    effects = {(s, f): e for s, f, e in known.select("segment", "feature", "effect_size").iter_rows()}
    strongest = known.group_by("feature", maintain_order=True).agg(pl.col("effect_size").abs().max())
    columns = strongest.sort("effect_size", descending=True, maintain_order=True)["feature"].head(_MOST_COLUMNS)
    values = np.array([[effects.get((card.segment, f), np.nan) for f in columns] for card in cards])
    return HeatFigure(
        _("What sets the segments apart"),
        tuple(map(titled, cards)),
        tuple(map(called_feature, columns)),
        values,
        unit=_("standard deviations"),
    )


def outcome_chart(segmented: Segmented, outcome: str) -> BarFigure | None:
    """The outcome in each segment with its 95 % interval, the highest first, and a line at everybody's."""
    cards = {card.segment: card for card in segmented.cards if is_shown(card)}
    own = [e for e in segmented.outcomes if e.column == outcome and e.value is not None and e.segment in cards]
    if not own:
        return None
    bars = []
    for effect in sorted(own, key=lambda e: -(e.value or 0.0)):
        value = effect.value or 0.0
        if effect.counts_rows:
            ends: tuple[float | None, float | None] = _of_rate(value, effect.known)
        else:
            ends = _of_mean(segmented, cards[effect.segment], outcome, value)
        bars.append(Bar(titled(cards[effect.segment]), value, *ends, group=effect.segment))
    named = outcome_name(own[0]) if own[0].is_predicted else coded(headed(outcome), own[0].code)
    title = _("{column} by segment").format(column=named)
    return BarFigure(title, tuple(bars), own[0].overall, _("all"), own[0].kind == "rate")


def how_many_chart(found: HowMany | None) -> PanelFigure | None:
    """A panel for each index by number of segments, with a mark at the number that it points to."""
    if found is None or not found.curves:
        return None
    return PanelFigure(_("How many segments"), tuple(_panel(curve) for curve in found.curves))


def _panel(curve: CurveByK) -> LineFigure:
    x, y = np.array(curve.ks, np.float64), np.array(curve.values)
    error = np.array(curve.errors) if curve.errors else None
    mark = float(curve.pick) if curve.pick in curve.ks else None
    name = index_words(curve)
    return LineFigure(name, _("number of segments"), "", (Line(name, x, y, mark=mark, error=error),))


def lorenz_chart(segmented: Segmented) -> LineFigure | None:
    """What share of the value the most valuable customers bring, beside equal parts; each step is five people or
    more."""
    found = segmented.value
    if found is None or found.curve is None:
        return None
    rows = sum(s.rows for s in found.segments)
    points = min(len(found.curve) - 1, rows // FEWEST)
    if points < 2:
        return None
    x = np.linspace(0.0, 1.0, points + 1)
    y = np.interp(x, np.linspace(0.0, 1.0, len(found.curve)), found.curve)
    lines = (Line(value_name(found), x, y, mark=found.half), Line(_("equal parts"), x, x))
    title = _("How {value} is spread over the customers").format(value=value_name(found))
    return LineFigure(
        title,
        _("share of customers, the most valuable first"),
        _("share of {value}").format(value=value_name(found)),
        lines,
        True,
    )


def _of_rate(rate: float, people: int) -> tuple[float, float]:
    """Wilson's 95 % interval, which Newcombe's is made of."""
    z = 1.959964
    middle = (rate + z * z / (2 * people)) / (1 + z * z / people)
    half = z * float(np.sqrt(rate * (1 - rate) / people + z * z / (4 * people**2))) / (1 + z * z / people)
    return max(0.0, middle - half), min(1.0, middle + half)


def _of_mean(segmented: Segmented, card: Card, feature: str, mean: float) -> tuple[float | None, float | None]:
    """Student's 95 % interval, where comparison.csv has the deviation."""
    from scipy.stats import t

    own = segmented.comparison.filter(pl.col("feature") == feature, pl.col("segment") == card.segment)
    if own.is_empty() or own["std"][0] is None:
        return None, None
    half = float(t.ppf(0.975, own["count"][0] - 1)) * own["std"][0] / float(np.sqrt(own["count"][0]))
    return mean - half, mean + half
