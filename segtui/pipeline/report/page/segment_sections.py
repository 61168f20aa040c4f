"""A section for each segment: its size, what became of it, what it brings, what sets it apart, and the rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from segtui.language.translation import _
from segtui.pipeline.report.page.elements import Markup, element, section, table, text
from segtui.pipeline.report.plain_words import in_quotes
from segtui.pipeline.report.segment_facts import (
    DIFFERENCES,
    NOISE,
    average,
    by_rules,
    differences,
    members,
    segment_facts,
    titled,
    too_few,
)
from segtui.pipeline.report.small_groups import is_shown
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.naming.cards import Card


def segment_sections(segmented: Segmented, notes: Mapping[int, str], hidden: Collection[str]) -> list[Markup]:
    """The sections in the order of the cards; features in `hidden` are left out."""
    return [_section(card, segmented, notes.get(card.segment, ""), hidden) for card in segmented.cards]


def section_name(segment: int) -> str:
    """The id of a segment's section."""
    return "noise" if segment < 0 else f"segment-{segment}"


def _section(card: Card, segmented: Segmented, note: str, hidden: Collection[str]) -> Markup:
    inside: list[object] = [element("p", note)] if note else []
    inside.append(_facts(card, segmented))
    if not is_shown(card):
        inside.append(element("p", too_few(), class_="quiet"))
    elif card.segment < 0:
        inside.append(element("p", _(NOISE)))
    else:
        inside += _differences(card, segmented, hidden)
    whole = section(section_name(card.segment), titled(card), *inside)
    return Markup(whole.replace("<section ", '<section class="segment" ', 1))


def _facts(card: Card, segmented: Segmented) -> Markup:
    """Each figure with what it is."""
    return element(
        "dl",
        *(
            element("div", element("dt", title), element("dd", value, element("small", more)))
            for title, value, more in segment_facts(card, segmented)
        ),
    )


def _differences(card: Card, segmented: Segmented, hidden: Collection[str]) -> list[Markup]:
    rows = differences(card, segmented.kinds, hidden)
    title = _("What sets {segment} apart").format(segment=in_quotes(card.name))
    found = [table(title, [*map(_, DIFFERENCES)], rows, (2, 3)) if rows else element("p", average(card))]
    found += [element("p", told) for told in members(card, hidden)]
    found += [element("p", told) for told in by_rules(card, segmented.comparison, hidden)]
    if by := card.found_by():
        found.append(element("p", element("strong", by[0]), text(by[1])))
    return found
