"""The headline and three sentences that both reports begin with: who, how many, what they bring, and how sure."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.language.column_labels import called, coded
from segtui.language.figures import number, roughly
from segtui.language.sentences import in_language
from segtui.language.translation import _, plural
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.choice.certainty import sure
from segtui.pipeline.report.markdown import listed
from segtui.pipeline.report.outcomes import SURE, figure_of, no_shares, relative, times, value_name
from segtui.pipeline.report.plain_words import MUCH, in_quotes
from segtui.pipeline.report.small_groups import FEWEST
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.describing.value_shares import SegmentValue
from segtui.segments.naming.cards import Card

_FEW = 4
"""Up to as many segments are named at the top."""
_BEYOND = 0.05
"""A share of the value counts as more than that of the customers from so much on."""


def opening(prepared: PreparedRun, concluded: Concluded) -> list[str]:
    """The sentences below the headline."""
    segmented = concluded.segmented
    if segmented is None:
        none = _("No candidate met the plan's conditions, so there are no segments.")
        return [none, _("Closest: {closest}.").format(closest=in_language(concluded.choice.closest))]
    return [_who(segmented), _bring(prepared, segmented), sure(concluded)]


def headline_of(source: str, concluded: Concluded) -> str:
    """The title: how many segments there are, and of what."""
    if concluded.segmented is None:
        return _("No segments of {source}").format(source=source)
    count, level = len(_segments(concluded.segmented)), concluded.certainty.level
    text = plural("{count} segment of {source}", "{count} segments of {source}", count)
    if level == "none":
        text = plural(
            "{count} segment of {source}: a convenient partition",
            "{count} segments of {source}: a convenient partition",
            count,
        )
    elif level == "unsteady":
        text = plural("{count} segment of {source}: not stable", "{count} segments of {source}: not stable", count)
    return text.format(count=count, source=source)


def _segments(segmented: Segmented) -> list[Card]:
    return [card for card in segmented.cards if card.segment >= 0]


def _who(segmented: Segmented) -> str:
    """How many customers there are, and in which segments."""
    cards = sorted(_segments(segmented), key=lambda card: -card.rows)
    total = sum(card.rows for card in segmented.cards)
    noise = next((card for card in segmented.cards if card.segment < 0), None)
    fall = _("{customers} in {segments}").format(
        customers=plural("{count} customer", "{count} customers", total).format(count=number(total)),
        segments=plural("{count} segment", "{count} segments", len(cards)).format(count=len(cards)),
    )
    if len(cards) <= _FEW:
        named = listed([_named(card) for card in cards])
    else:
        named = _("the largest is {largest}, the smallest {smallest}").format(
            largest=_named(cards[0]), smallest=_named(cards[-1])
        )
    if noise is None:
        return _("{fall}: {segments}.").format(fall=fall, segments=named)
    return _("{fall}: {segments}; {share} fit none.").format(fall=fall, segments=named, share=roughly(noise.share))


def _named(card: Card) -> str:
    return f"{in_quotes(card.name)} ({roughly(card.share)})"


def _bring(prepared: PreparedRun, segmented: Segmented) -> str:
    """An outcome's strongest segment and who brings the value; without either, what differs most.

    The outcome is the first that differs beyond chance, or the first.
    """
    known = [[e for e in segmented.outcomes if e.column == o.column and e.value is not None] for o in prepared.outcomes]
    differing = [own for own in known if _beyond_chance(own)]
    said = [_outcome(own, segmented) for own in (differing or [own for own in known if own])[:1]]
    found = segmented.value
    said += _value(segmented)
    said += [_differ(segmented)] if found and found.total <= 0 and not prepared.outcomes else []
    return " ".join(said) or _differ(segmented)


def _value(segmented: Segmented) -> list[str]:
    """Which segment brings most beyond its share of the customers, and what those outside every segment bring."""
    found = segmented.value
    parts = [s for s in found.segments if s.rows >= FEWEST] if found else []
    if found is None or not parts:
        return []
    if found.total <= 0:
        return [no_shares(found)]
    said = []
    best = max((s for s in parts if s.segment >= 0), key=_beyond, default=None)
    if best is not None and _beyond(best) >= _BEYOND:
        text = _("{name} brings {share} of {value} with {customers} of the customers.")
        name = in_quotes(segmented.names[best.segment])
        said.append(text.format(name=name, value=value_name(found), **_shares(best)))
    elif best is not None:
        text = _("No segment brings much more of {value} than its share of the customers.")
        said.append(text.format(value=value_name(found)))
    worst = min((s for s in parts if s.segment >= 0), key=lambda s: s.total, default=None)
    if worst is not None and worst.total < 0:
        text = _("{name} takes {share} of it away again: its customers together are below 0.")
        share = roughly(-(worst.share_of_value or 0.0))
        said.append(text.format(name=in_quotes(segmented.names[worst.segment]), share=share))
    noise = next((s for s in parts if s.segment < 0), None)
    if noise is not None and _beyond(noise) >= _BEYOND:
        text = _("Those who fit no segment are {customers} of the customers and bring {share} of it.")
        said.append(text.format(**_shares(noise)))
    return said


def _beyond(part: SegmentValue) -> float:
    return (part.share_of_value or 0.0) - part.share_of_rows


def _shares(part: SegmentValue) -> dict[str, str]:
    return {"share": roughly(part.share_of_value or 0.0), "customers": roughly(part.share_of_rows)}


def _outcome(effects: Sequence[OutcomeEffect], segmented: Segmented) -> str:
    """Where the outcome is highest and lowest, among the segments whose difference is more than chance."""
    sure = _beyond_chance(effects)
    column, overall = coded(_begun(effects[0].column), effects[0].code), figure_of(effects[0], effects[0].overall)
    if not sure:
        return _("{column}: {overall} overall, and no segment differs from the others beyond chance.").format(
            column=column, overall=overall
        )
    best, worst = max(sure, key=relative), min(sure, key=relative)
    said = [
        _("{figure} in {segment}").format(figure=figure_of(e, e.value), segment=in_quotes(segmented.names[e.segment]))
        + times(e)
        for e in (best, worst)
    ]
    if best is worst:
        return _("{column}: {best}, {overall} overall.").format(column=column, best=said[0], overall=overall)
    return _("{column}: {best} and {worst}, {overall} overall.").format(
        column=column, best=said[0], worst=said[1], overall=overall
    )


def _beyond_chance(effects: Sequence[OutcomeEffect]) -> list[OutcomeEffect]:
    """Those of segments that are shown whose difference from the others is more than chance."""
    sure = [e for e in effects if e.segment >= 0 and e.p_adjusted is not None and e.p_adjusted <= SURE]
    return [e for e in sure if e.known >= FEWEST]


def _begun(column: str) -> str:
    """A column at the beginning of a sentence: a label begins with a capital, a name stays as it is."""
    label = called(column)
    return label if label == column else label[:1].upper() + label[1:]


def _differ(segmented: Segmented) -> str:
    traits: dict[str, float] = {}
    for card in _segments(segmented):
        for trait in card.traits:
            name = called(trait.base)
            traits[name] = max(traits.get(name, 0.0), abs(trait.effect))
    strongest = sorted(traits, key=lambda name: -traits[name])[:3]
    if not strongest:
        return _("The segments hardly differ from the average.")
    text = _("The segments differ most in {features}.")
    if traits[strongest[0]] < MUCH:
        text = _("The segments differ, though not by much, in {features}.")
    return text.format(features=listed(strongest))
