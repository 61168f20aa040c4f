"""Picks the one or two traits that a segment is named by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from segtui.segments.standing import Standings, Trait
from segtui.segments.vocabulary import is_id, wording
from segtui.segments.wordings import Wording
from segtui.segments.words import words

STANDS_OUT = 0.3
"""In standard deviations: below it a segment is average."""
LONGEST = 40
"""Characters that a name should not exceed."""

_UNUSED_WEIGHT = 0.5
_UNUSED_STANDS_OUT = 0.8
_MOSTLY = 0.6
_ALIKE = 0.6
_SECOND = 0.4
_NEARLY = 0.7
_ALL_BUT = 0.85
_CATEGORY_WEIGHT = 0.6


@dataclass(frozen=True)
class Said:
    """A trait in words: `column` of the standings it is (its place), the phrase, and how strongly it stands out.

    `height` is signed, in standard deviations; `weight` is its size, halved where the clusters were not made from it.
    """

    column: int
    phrase: str
    words: Wording
    height: float
    weight: float


def spoken_traits(standings: Standings, row: int) -> tuple[Said, ...]:
    """The one or two traits that say best what sets a segment (a row of the standings) apart; none if nothing does."""
    strong = sorted(_standing_out(standings, row), key=lambda s: (-s.weight, s.column))
    if not strong:
        return ()
    first = _plainest(standings, strong)
    enough = min(_SECOND * first.weight, STANDS_OUT)
    others = [s for s in strong if s.weight >= enough]
    fresh = [s for s in others if not same_thing(first, s)]
    apart = [s for s in fresh if not _alike(standings, first, s)]
    for second in [*apart, *fresh]:
        if len(sentence([first.phrase, second.phrase])) <= LONGEST:
            return (first, second)
    return (first,)


def _plainest(standings: Standings, strong: Sequence[Said]) -> Said:
    """The strongest trait, or one nearly as strong that says the same in fewer words."""
    first = strong[0]
    near = [s for s in strong if s.weight >= _NEARLY * first.weight and same_thing(first, s)]
    near += [s for s in strong if s.weight >= _ALL_BUT * first.weight and _alike(standings, first, s)]
    return min([first, *near], key=lambda s: len(s.phrase.split()))


def sentence(phrases: Sequence[str]) -> str:
    """The phrases as one name: `High spend, lapsed`."""
    text = ", ".join(phrases)
    return text[:1].upper() + text[1:]


def same_thing(a: Said, b: Said) -> bool:
    """Whether two traits say nearly the same: one theme, or one family or a shared noun in the same direction."""
    if a.words.theme == b.words.theme:
        return True
    if np.sign(a.height) != np.sign(b.height):
        return False
    shared = set(a.words.theme.replace(":", " ").split()) & set(b.words.theme.replace(":", " ").split())
    return bool(shared) or (bool(a.words.family) and a.words.family == b.words.family)


def said(standings: Standings, row: int, column: int) -> Said | None:
    """How a segment's standing on a trait is said, high or low; None for what names are not made from."""
    trait, height = standings.traits[column], float(standings.heights[row, column])
    if is_id(trait.column) or (not trait.used and words(trait.column)[0] == "rfm"):
        return None
    weight = abs(height) * (1.0 if trait.used else _UNUSED_WEIGHT)
    if trait.category is not None:
        phrase = category_phrase(trait)
        phrases = Wording(trait.column, phrase, f"not {phrase}", phrase)
        return Said(column, phrase, phrases, height, _CATEGORY_WEIGHT * weight)
    columns = {t.column for t in standings.traits}
    found = wording(trait.column, columns, flag=trait.flag)
    phrase = found.high if height > 0 else found.low
    if found.theme == "frequency" and trait.minimum == 1 and standings.means[row, column] < 1.1:
        phrase = "one-time"
    return Said(column, phrase, found, height, weight)


def category_phrase(trait: Trait) -> str:
    """A category as a trait: `mostly women`, `mostly Premium`, `mostly channel 2`."""
    value = " ".join((trait.category or "").split())
    sexes = {"female": "women", "f": "women", "male": "men", "m": "men"}
    named = " ".join(words(trait.column))
    if named in ("gender", "sex") and value.lower() in sexes:
        return f"mostly {sexes[value.lower()]}"
    if value.lower() in ("yes", "no", "true", "false", "y", "n"):
        return f"mostly {named}" if value.lower()[0] in "yt" else f"mostly no {named}"
    return f"mostly {value}" if len(value) > 2 and value[0].isalpha() else f"mostly {named} {value}"


def _standing_out(standings: Standings, row: int) -> Iterator[Said]:
    """The traits that count, with families such as the spend on five kinds of goods said as one where they agree."""
    found = [s for column in range(len(standings.traits)) if (s := said(standings, row, column))]
    families: dict[str, list[Said]] = {}
    for s in found:
        if s.words.whole:
            families.setdefault(s.words.family, []).append(s)
    for s in found:
        trait = standings.traits[s.column]
        mostly = trait.category is None or (s.height > 0 and standings.means[row, s.column] >= _MOSTLY)
        if abs(s.height) < (STANDS_OUT if trait.used else _UNUSED_STANDS_OUT) or not mostly:
            continue
        yield _as_family(s, families[s.words.family]) if s.words.whole else s


def _as_family(one: Said, family: Sequence[Said]) -> Said:
    """The whole family's phrase where three or more stand out, most of them in the same direction."""
    agree = [s for s in family if abs(s.height) >= STANDS_OUT and np.sign(s.height) == np.sign(one.height)]
    if len(agree) < 3 or len(agree) < 0.6 * len(family) or one.words.whole is None:
        return one
    high, low = one.words.whole
    whole = Wording(one.words.family, high, low, high.replace("high", "average"), family=one.words.family)
    return replace(one, phrase=high if one.height > 0 else low, words=whole)


def _alike(standings: Standings, a: Said, b: Said) -> bool:
    """Whether one trait all but follows from the other, as more orders do from more spend."""
    likeness = standings.likeness[a.column, b.column] * np.sign(a.height) * np.sign(b.height)
    return bool(likeness >= _ALIKE)
