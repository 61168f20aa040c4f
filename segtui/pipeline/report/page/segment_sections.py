"""A section for each segment: its size, what became of it, what it brings, what sets it apart, and the rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from segtui.language.figures import figure
from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.report.markdown import brief_percent
from segtui.pipeline.report.outcomes import SURE, figure_of
from segtui.pipeline.report.page.elements import Markup, element, section, table, text
from segtui.pipeline.report.page.plain_words import SOME, difference_in_words
from segtui.pipeline.report.page.small_groups import FEWEST, is_shown
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.naming.cards import Card

_AVERAGE = "Nothing sets this segment apart: it is close to the average of all."


def segment_sections(segmented: Segmented, notes: Mapping[int, str], hidden: Collection[str]) -> list[Markup]:
    """The sections in the order of the cards; features in `hidden` are left out."""
    return [_section(card, segmented, notes.get(card.segment, ""), hidden) for card in segmented.cards]


def section_name(segment: int) -> str:
    """The id of a segment's section."""
    return "noise" if segment < 0 else f"segment-{segment}"


def titled(card: Card) -> str:
    """A segment's number and name."""
    return card.name if card.segment < 0 else f"{card.segment} · {card.name}"


def _section(card: Card, segmented: Segmented, note: str, hidden: Collection[str]) -> Markup:
    inside: list[object] = [element("p", note)] if note else []
    inside.append(_facts(card, segmented))
    if not is_shown(card):
        inside.append(element("p", f"Fewer than {FEWEST} customers: figures of so few are not shown.", class_="quiet"))
    elif card.segment < 0:
        inside.append(
            element("p", "These customers fit no segment: they differ from every group, and among each other.")
        )
    else:
        inside += _differences(card, segmented, hidden)
    whole = section(section_name(card.segment), titled(card), *inside)
    return Markup(whole.replace("<section ", '<section class="segment" ', 1))


def _facts(card: Card, segmented: Segmented) -> Markup:
    """Size, outcomes and value, each a figure with what it is."""
    facts = [("Customers", f"{card.rows:,}", f"{brief_percent(card.share)} of all")]
    if is_shown(card):
        facts += [_outcome(e) for e in segmented.outcomes if e.segment == card.segment and e.value is not None]
        facts += _value(card, segmented)
    return element(
        "dl", *(element("div", element("dt", t), element("dd", v, element("small", more))) for t, v, more in facts)
    )


def _outcome(effect: OutcomeEffect) -> tuple[str, str, str]:
    overall = f"{figure_of(effect, effect.overall)} overall"
    surely = effect.p_adjusted is not None and effect.p_adjusted <= SURE
    return effect.column, figure_of(effect, effect.value), overall if surely else f"{overall}; may be chance"


def _value(card: Card, segmented: Segmented) -> list[tuple[str, str, str]]:
    found = segmented.value
    if found is None or found.total <= 0:
        return []
    own = next(s for s in found.segments if s.segment == card.segment)
    share = brief_percent(own.share_of_value or 0.0)
    return [(f"Share of {found.column}", share, f"{figure(own.per_head, digits=3)} per customer")]


def _differences(card: Card, segmented: Segmented, hidden: Collection[str]) -> list[Markup]:
    traits = [t for t in card.traits if t.name not in hidden and abs(t.effect) >= SOME]
    if not traits:
        return [element("p", _AVERAGE)]
    rows = [
        (t.name, difference_in_words(t.effect, segmented.kinds.get(t.name, "number")), t.here, t.overall)
        for t in traits
    ]
    found = [table(f"What sets {card.name} apart", ("feature", "compared with all", "here", "all"), rows, (2, 3))]
    if card.rule:
        found.append(element("p", element("strong", "Rule of thumb: "), text(f"{card.rule}.")))
    return found
