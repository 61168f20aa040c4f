"""What both reports say of a segment: its size, what became of it, what it brings, and what sets it apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from segtui.language.figures import figure
from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.report.markdown import brief_percent
from segtui.pipeline.report.outcomes import SURE, figure_of
from segtui.pipeline.report.plain_words import SOME, difference_in_words
from segtui.pipeline.report.small_groups import FEWEST, is_shown
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.measures import Kind
from segtui.segments.naming.cards import Card

AVERAGE = "Nothing sets this segment apart: it is close to the average of all."
NOISE = "These customers fit no segment: they differ from every group, and among each other."
TOO_FEW = f"Fewer than {FEWEST} customers: figures of so few are not shown."
DIFFERENCES = ("feature", "compared with all", "here", "all")
"""What stands over `differences`."""

Fact = tuple[str, str, str]
"""What it is, the figure, and what it is to be compared with."""


def titled(card: Card) -> str:
    """A segment's number and name."""
    return card.name if card.segment < 0 else f"{card.segment} · {card.name}"


def segment_facts(card: Card, segmented: Segmented) -> list[Fact]:
    """Size, outcomes and value; the size alone of fewer than five customers."""
    facts = [("Customers", f"{card.rows:,}", f"{brief_percent(card.share)} of all")]
    if is_shown(card):
        facts += [_outcome(e) for e in segmented.outcomes if e.segment == card.segment and e.value is not None]
        facts += _value(card, segmented)
    return facts


def _outcome(effect: OutcomeEffect) -> Fact:
    overall = f"{figure_of(effect, effect.overall)} overall"
    surely = effect.p_adjusted is not None and effect.p_adjusted <= SURE
    return effect.column, figure_of(effect, effect.value), overall if surely else f"{overall}; may be chance"


def _value(card: Card, segmented: Segmented) -> list[Fact]:
    found = segmented.value
    if found is None or found.total <= 0:
        return []
    own = next(s for s in found.segments if s.segment == card.segment)
    share = brief_percent(own.share_of_value or 0.0)
    return [(f"Share of {found.column}", share, f"{figure(own.per_head, digits=3)} per customer")]


def differences(card: Card, kinds: Mapping[str, Kind], hidden: Collection[str]) -> list[tuple[str, str, str, str]]:
    """The features that differ most, in words and with the means here and of all; none in `hidden`."""
    return [
        (t.name, difference_in_words(t.effect, kinds.get(t.name, "number")), t.here, t.overall)
        for t in card.traits
        if t.name not in hidden and abs(t.effect) >= SOME
    ]
