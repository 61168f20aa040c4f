"""Selects the one or two traits that name a segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from segtui.language.sentences import Sentence, say
from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.naming.phrases import TraitPhrase, has_none, hedged, outdone, phrases_of
from segtui.segments.vocabulary.templates import Wording

STANDS_OUT = 0.5
"""The height, in standard deviations, below which a segment is average."""
LONGEST = 40
"""Characters that a name should not exceed."""

_UNUSED_STANDS_OUT = 0.8
_MOSTLY = 0.6
_ALIKE = 0.6
_THE_SAME = 0.95
_ALIKE_WEIGHT = 0.65
_VALUE_WEIGHT = 1.15
_WORTH_MUCH = 0.5
_SECOND = 0.4
_NEARLY = 0.7
_MEMBER_STANDS_OUT = 1.5


def spoken_traits(standings: EffectSizes, row: int) -> tuple[TraitPhrase, ...]:
    """The one or two traits that say best what sets a segment (a row of the standings) apart; none if nothing does.

    The strongest comes first. The second is the strongest of the others that does not say the same; it counts for
    less where it all but follows from the first, as more orders do from more spend, and for a little more where it
    says what a segment is worth.
    """
    strong = sorted(_standing_out(standings, row), key=lambda s: (-s.weight, s.column))
    if not strong:
        return ()
    first = outdone(standings, _plainest(strong))
    enough = min(_SECOND * first.weight, STANDS_OUT)
    others = [s for s in strong if s.weight >= enough and not _is_said(standings, first, s)]
    fitting = [s for s in others if len(sentence([first.phrase, s.phrase])) <= LONGEST]
    second = max(fitting, key=lambda s: (_told_beside(standings, first, s), -s.column), default=None)
    return (first, second) if second else (first,)


def _is_said(standings: EffectSizes, first: TraitPhrase, second: TraitPhrase) -> bool:
    """Whether the first trait says the second too, by their words or by what the rows have."""
    return same_thing(first, second) or abs(standings.likeness[first.column, second.column]) >= _THE_SAME


def _plainest(strong: Sequence[TraitPhrase]) -> TraitPhrase:
    """The strongest trait, or one nearly as strong that says the same in fewer words."""
    first = strong[0]
    near = [s for s in strong if s.weight >= _NEARLY * first.weight and same_thing(first, s)]
    return min([first, *near], key=lambda s: len(s.phrase.split()))


def _told_beside(standings: EffectSizes, first: TraitPhrase, second: TraitPhrase) -> float:
    """How much the second trait tells a reader who knows the first."""
    worth = abs(second.height) >= _WORTH_MUCH and "spend" in (second.words.theme, second.words.family)
    weight = second.weight * (_VALUE_WEIGHT if worth else 1.0)
    return weight * (_ALIKE_WEIGHT if _alike(standings, first, second) else 1.0)


def sentence(phrases: Sequence[str]) -> str:
    """The phrases as one name: `High spend, lapsed`."""
    text = ", ".join(phrases)
    return text[:1].upper() + text[1:]


def same_thing(a: TraitPhrase, b: TraitPhrase) -> bool:
    """Whether two traits say nearly the same: one theme, or one family or a shared noun in the same direction."""
    if a.words.theme == b.words.theme:
        return True
    if np.sign(a.height) != np.sign(b.height):
        return False
    shared = set(a.words.theme.replace(":", " ").split()) & set(b.words.theme.replace(":", " ").split())
    return bool(shared) or (bool(a.words.family) and a.words.family == b.words.family)


def _standing_out(standings: EffectSizes, row: int) -> Iterator[TraitPhrase]:
    """The traits that count, with families such as the spend on five kinds of goods said as one where they agree."""
    found = phrases_of(standings, row)
    families: dict[str, list[TraitPhrase]] = {}
    for s in found:
        if s.words.whole:
            families.setdefault(s.words.family, []).append(s)
    for s in found:
        trait = standings.traits[s.column]
        mostly = trait.category is None or (s.height > 0 and standings.means[row, s.column] >= _MOSTLY)
        if not s.stands_out(STANDS_OUT if trait.used else _UNUSED_STANDS_OUT) or not mostly:
            continue
        yield hedged(_as_family(standings, row, s, families[s.words.family]) if s.words.whole else s)


def _as_family(standings: EffectSizes, row: int, one: TraitPhrase, family: Sequence[TraitPhrase]) -> TraitPhrase:
    """The whole family's phrase where three or more stand out, most in the same direction and none far above them."""
    agree = [s for s in family if s.stands_out() and np.sign(s.height) == np.sign(one.height)]
    if len(agree) < 3 or len(agree) < 0.6 * len(family) or one.words.whole is None:
        return one
    if max(abs(s.height) for s in agree) > _MEMBER_STANDS_OUT * abs(sum(s.height for s in family)) / len(family):
        return one
    high, low = one.words.whole
    if one.words.counted and all(has_none(standings, row, s.column) for s in family):
        low = say("no {thing}", thing=one.words.family)
    whole = Wording(one.words.family, high, low, _average(high), family=one.words.family)
    return replace(one, phrase=high if one.height > 0 else low, words=whole)


def _average(high: str) -> str:
    """The phrase for an average, of a family's for much."""
    if isinstance(high, Sentence) and high.template == "high {thing}":
        return say("average {thing}", **high.values)
    return high.replace("high", "average")


def _alike(standings: EffectSizes, a: TraitPhrase, b: TraitPhrase) -> bool:
    """Whether one trait all but follows from the other, as more orders do from more spend."""
    likeness = standings.likeness[a.column, b.column] * np.sign(a.height) * np.sign(b.height)
    return bool(likeness >= _ALIKE)
