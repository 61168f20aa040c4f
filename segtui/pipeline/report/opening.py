"""The headline and three sentences that both reports begin with: who, how many, what they bring, and how sure."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.language.column_labels import called
from segtui.language.translation import _
from segtui.language.wording import counted
from segtui.pipeline.build_segments import Concluded, Segmented
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.markdown import listed
from segtui.pipeline.report.outcomes import SURE, figure_of, relative, value_name
from segtui.pipeline.report.plain_words import MUCH, in_quotes, roughly
from segtui.pipeline.report.small_groups import FEWEST
from segtui.pipeline.report.stability import stability_sentence
from segtui.segments.choosing.structure import LEAST_AGREEMENT, LEAST_GAIN, LEAST_VALLEY
from segtui.segments.describing.outcome_effects import OutcomeEffect
from segtui.segments.naming.cards import Card

_FEW = 4
"""Up to as many segments are named at the top."""
_APART = 0.25
"""Groups with a silhouette up to this overlap."""


def opening(prepared: PreparedRun, concluded: Concluded) -> list[str]:
    """The sentences below the headline."""
    segmented = concluded.segmented
    if segmented is None:
        none = "No candidate met the plan's conditions, so there are no segments."
        return [none, f"Closest: {concluded.choice.closest}."]
    return [_who(segmented), _bring(prepared, segmented), _sure(concluded)]


def headline_of(source: str, concluded: Concluded) -> str:
    """The title: how many segments there are, and of what."""
    if concluded.segmented is None:
        return f"No segments of {source}"
    count = counted(len(_segments(concluded.segmented)), "segment")
    found = concluded.structure
    if found is not None and found.kind == "none":
        return f"{count} of {source}: a convenient partition"
    return f"{count} of {source}"


def _segments(segmented: Segmented) -> list[Card]:
    return [card for card in segmented.cards if card.segment >= 0]


def _who(segmented: Segmented) -> str:
    """How many customers there are, and in which segments."""
    cards = sorted(_segments(segmented), key=lambda card: -card.rows)
    total = sum(card.rows for card in segmented.cards)
    noise = next((card for card in segmented.cards if card.segment < 0), None)
    rest = f"; {roughly(noise.share)} fit none" if noise else ""
    fall = f"{counted(total, 'customer')} in {counted(len(cards), 'segment')}"
    if len(cards) <= _FEW:
        return f"{fall}: {listed([_named(card) for card in cards])}{rest}."
    return f"{fall}: the largest is {_named(cards[0])}, the smallest {_named(cards[-1])}{rest}."


def _named(card: Card) -> str:
    return f"{in_quotes(card.name)} ({roughly(card.share)})"


def _bring(prepared: PreparedRun, segmented: Segmented) -> str:
    """The first outcome's strongest segment and who brings the value; without either, what differs most."""
    said = []
    for outcome in prepared.outcomes[:1]:
        own = [e for e in segmented.outcomes if e.column == outcome.column and e.value is not None]
        said += [_outcome(own, segmented)] if own else []
    said += _value(segmented)
    return " ".join(said) or _differ(segmented)


def _value(segmented: Segmented) -> list[str]:
    """Which segment brings most of the value."""
    found = segmented.value
    parts = [s for s in found.segments if s.segment >= 0 and s.rows >= FEWEST] if found else []
    if found is None or found.total <= 0 or not parts:
        return []
    best = max(parts, key=lambda s: s.share_of_value or 0.0)
    of_value, of_rows = roughly(best.share_of_value or 0.0), roughly(best.share_of_rows)
    name = in_quotes(segmented.names[best.segment])
    return [f"{name} brings {of_value} of {value_name(found)} with {of_rows} of the customers."]


def _outcome(effects: Sequence[OutcomeEffect], segmented: Segmented) -> str:
    """Where the outcome is highest and lowest, among the segments whose difference is more than chance."""
    sure = [e for e in effects if e.segment >= 0 and e.p_adjusted is not None and e.p_adjusted <= SURE]
    sure = [e for e in sure if e.known >= FEWEST]
    column, overall = _begun(effects[0].column), figure_of(effects[0], effects[0].overall)
    if not sure:
        return _("{column}: {overall} overall, and no segment differs from the others beyond chance.").format(
            column=column, overall=overall
        )
    best, worst = max(sure, key=relative), min(sure, key=relative)
    said = [f"{figure_of(e, e.value)} in {in_quotes(segmented.names[e.segment])}{_times(e)}" for e in (best, worst)]
    if best is worst:
        return _("{column}: {best}, {overall} overall.").format(column=column, best=said[0], overall=overall)
    return _("{column}: {best} and {worst}, {overall} overall.").format(
        column=column, best=said[0], worst=said[1], overall=overall
    )


def _begun(column: str) -> str:
    """A column at the beginning of a sentence: a label begins with a capital, a name stays as it is."""
    label = called(column)
    return label if label == column else label[:1].upper() + label[1:]


def _times(effect: OutcomeEffect) -> str:
    return f" ({effect.index / 100:.1f} × average)" if effect.index is not None and effect.overall > 0 else ""


def _differ(segmented: Segmented) -> str:
    traits: dict[str, float] = {}
    for card in _segments(segmented):
        for trait in card.traits:
            traits[trait.label] = max(traits.get(trait.label, 0.0), abs(trait.effect))
    strongest = sorted(traits, key=lambda name: -traits[name])[:3]
    if not strongest:
        return "The segments hardly differ from the average."
    how = "differ most" if traits[strongest[0]] >= MUCH else "differ, though not by much,"
    return f"The segments {how} in {listed(strongest)}."


def _sure(concluded: Concluded) -> str:
    """The verdict on the structure, and how far the segments are found again."""
    again = stability_sentence(concluded.segmented) if concluded.segmented else ""
    return f"{_verdict(concluded)} {again}".strip()


def _verdict(concluded: Concluded) -> str:
    found = concluded.structure
    if found is None:
        return "Whether these are groups that are there by themselves was not judged."
    if found.kind == "none":
        return (
            "No clear segments: the customers form one crowd without gaps. The segments divide it in a useful "
            "way, but other boundaries would be as good."
        )
    if found.kind == "set_apart":
        apart = roughly(found.smallest)
        return f"There is one main group, with {apart} of the customers set apart from it; the rest form one crowd."
    seen = ["few customers stand between them"] if found.valley >= LEAST_VALLEY else []
    if found.gap + found.recurrence >= LEAST_AGREEMENT:
        seen.append("they keep apart, and other methods find much the same ones")
    if found.gain >= LEAST_GAIN:
        seen.append("they describe the customers much better than a single group would")
    return f"The groups are there in the data, not just drawn: {'; '.join(seen)}.{_overlap(concluded)}"


def _overlap(concluded: Concluded) -> str:
    """What a low silhouette adds (Kaufman and Rousseeuw's scale)."""
    silhouette = concluded.choice.chosen.scored.scores.silhouette if concluded.choice.chosen else None
    if silhouette is None or silhouette > _APART:
        return ""
    return " At their edges they overlap, so that single customers may be in the neighbouring segment as well."
