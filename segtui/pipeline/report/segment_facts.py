"""What both reports say of a segment: its size, what became of it, what it brings, and what sets it apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import polars as pl

from segtui.features.maker import makers
from segtui.language.column_labels import called_feature, column_labels, measured
from segtui.language.figures import figure, number, roughly
from segtui.language.translation import _, to_translate
from segtui.pipeline.report.foretold.by_segment import contact_facts
from segtui.pipeline.report.markdown import listed, percent
from segtui.pipeline.report.outcomes import SURE, figure_of, outcome_name, per_head, value_name
from segtui.pipeline.report.plain_words import SOME, difference_in_words
from segtui.pipeline.report.small_groups import FEWEST, is_shown
from segtui.pipeline.report.stability import stability_fact
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.describing.members import MemberFigure, Members
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.measures import Kind
from segtui.segments.naming.cards import Card, CardTrait

_AVERAGE = to_translate("Nothing sets this segment apart: it is close to the average of all.")
_AVERAGE_WITH_RULE = to_translate("On average its customers are like all others; the rule of thumb tells them apart.")
NOISE = to_translate("These customers fit no segment: they differ from every group, and among each other.")
DIFFERENCES = (to_translate("feature"), to_translate("compared with all"), to_translate("here"), to_translate("all"))
"""What stands over `differences`, to be translated."""

_RULE_NAMED = 0.10
"""A segment by rules is named from this share of the customers up."""
_ALSO = 3
"""So many columns that say the same are named."""

Fact = tuple[str, str, str]
"""What it is, the figure, and what it is to be compared with."""


def too_few() -> str:
    """What stands in place of the figures of a handful of customers."""
    return _("Fewer than {count} customers: figures of so few are not shown.").format(count=FEWEST)


def average(card: Card) -> str:
    """What is said where nothing differs much from the average."""
    return _(_AVERAGE if card.rule is None else _AVERAGE_WITH_RULE)


def titled(card: Card) -> str:
    """A segment's number and name."""
    return card.name if card.segment < 0 else f"{card.segment} · {card.name}"


def segment_facts(card: Card, segmented: Segmented) -> list[Fact]:
    """Size, outcomes, value and stability; the size alone of fewer than five customers."""
    facts = [(_("Customers"), number(card.rows), _("{share} of all").format(share=percent(card.share)))]
    if is_shown(card):
        facts += [_outcome(e) for e in segmented.outcomes if e.segment == card.segment and e.value is not None]
        facts += contact_facts(card, segmented)
        facts += _value(card, segmented)
        found = segmented.stability.get(card.segment)
        facts += [stability_fact(found)] if card.segment >= 0 and found and found.badge else []
    return facts


def _outcome(effect: OutcomeEffect) -> Fact:
    overall = _("{figure} overall").format(figure=figure_of(effect, effect.overall))
    if effect.p_adjusted is None or effect.p_adjusted > SURE:
        overall = _("{figure}; may be chance").format(figure=overall)
    return outcome_name(effect), figure_of(effect, effect.value), overall


def _value(card: Card, segmented: Segmented) -> list[Fact]:
    found = segmented.value
    if found is None or not found.total:
        return []
    own = next(s for s in found.segments if s.segment == card.segment)
    each = _("{figure} per customer").format(figure=per_head(found, own))
    if own.share_of_value is None:
        return [(value_name(found), each, _("the sum of all is below 0"))]
    return [(_("Share of {value}").format(value=value_name(found)), percent(own.share_of_value), each)]


def named(trait: CardTrait) -> str:
    """What people call a trait, with the columns that say the same."""
    if not trait.same:
        return trait.label
    others = [called_feature(name) for name in trait.same]
    if len(others) > _ALSO:
        others = [*others[: _ALSO - 1], _("{count} more").format(count=len(others) - _ALSO + 1)]
    return _("{feature} (also {others})").format(feature=trait.label, others=listed(others))


def differences(card: Card, kinds: Mapping[str, Kind], hidden: Collection[str]) -> list[tuple[str, str, str, str]]:
    """The features that differ most, in words and with the means here and of all; none in `hidden`."""
    return [
        (named(t), difference_in_words(t.strength, kinds.get(t.name, "number")), t.here, t.overall)
        for t in card.traits
        if t.name not in hidden and abs(t.strength) >= SOME
    ]


def members(card: Card, hidden: Collection[str]) -> list[str]:
    """A sentence on the segment's most typical and one on its least typical members; none on features in `hidden`."""
    said = []
    if typical := _figures(card.typical, hidden):
        said.append(_("Typical: {figures}.").format(figures=listed([f"{name} {here}" for name, here, _all in typical])))
    if odd := _figures(card.atypical, hidden):
        parts = [
            _("{feature} {here} (segment: {all})").format(feature=name, here=here, all=whole)
            for name, here, whole in odd
        ]
        said.append(_("Least typical: {figures}.").format(figures=listed(parts)))
    return said


def _figures(found: Members | None, hidden: Collection[str]) -> list[tuple[str, str, str]]:
    """The name of each measure, its middle among these members, and in the whole segment."""
    shown = [f for f in found.figures if f.name not in hidden] if found else []
    return [(called_feature(f.name), _about(f, f.value), _about(f, f.segment)) for f in shown]


def _about(one: MemberFigure, value: float) -> str:
    """A middle in two digits, because it is that of a few people; a year and a share as they are."""
    if one.kind == "share":
        return roughly(value)
    if one.kind == "year":
        return figure(round(value), plain=True)
    return measured(one.column, figure(float(f"{value:.2g}")))


def by_rules(card: Card, comparison: pl.DataFrame, hidden: Collection[str]) -> list[str]:
    """Which of the segments by a maker's rules its customers are in, the most frequent first, beside those of all."""
    said, ruled = [], column_labels().worded
    mine = comparison.filter(pl.col("segment") == card.segment).select("feature", "mean", "overall_mean")
    one = _("{name} {share} (all: {overall})")
    for maker in makers():
        if maker.segment_column is None:
            continue
        found = re.compile(rf"(?P<column>(?:(?P<prefix>\w+)_)?{maker.segment_column})=(?P<name>.*)", re.DOTALL)
        shares: dict[str, list[tuple[str, float, float]]] = {}
        for feature, share, overall in mine.iter_rows():
            match = found.fullmatch(feature)
            if match and match["column"] in ruled and feature not in hidden and (share or 0) >= _RULE_NAMED:
                shares.setdefault(match["prefix"] or "", []).append((match["name"], share, overall))
        for prefix, named in shares.items():
            rules = _(maker.rules_title) + (f" ({prefix})" if prefix else "")
            told = ", ".join(
                one.format(name=_(name), share=roughly(share), overall=roughly(overall))
                for name, share, overall in sorted(named, key=_first)
            )
            said.append(_("By the {rules} rules: {segments}.").format(rules=rules, segments=told))
    return said


def _first(named: tuple[str, float, float]) -> tuple[float, str]:
    return -named[1], named[0]
