"""How a segment's standing on a trait is said: high or low, fairly or very."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from segtui.segments.standing import Standings, Trait
from segtui.segments.vocabulary import is_id, wording
from segtui.segments.wordings import Wording
from segtui.segments.words import words

_UNUSED_WEIGHT = 0.5
_CATEGORY_WEIGHT = 0.6
_SLIGHT = 0.5
_LARGE = 0.8
_MUCH_HIGHER = 1.5


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


def told(standings: Standings, row: int) -> list[Said]:
    """Every trait of a segment that can be said, without those that restate one the clusters were made from.

    A score of frequency says nothing beside the frequency itself.
    """
    found = [s for column in range(len(standings.traits)) if (s := said(standings, row, column))]
    used = {s.words.theme for s in found if standings.traits[s.column].used}
    return [s for s in found if standings.traits[s.column].used or s.words.theme not in used]


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


def hedged(one: Said) -> Said:
    """The trait with "fairly" where it is less than half a standard deviation, and plain high or low says too much."""
    return _fairly(one) if abs(one.height) < _SLIGHT else one


def outdone(standings: Standings, one: Said) -> Said:
    """The trait with "fairly" where it is no large effect (0.8, Cohen) and another segment's is half as large again."""
    size = abs(one.height)
    rival = float((np.sign(one.height) * standings.heights[:, one.column]).max())
    return _fairly(one) if size < _LARGE and rival >= _MUCH_HIGHER * size else one


def _fairly(one: Said) -> Said:
    return replace(one, phrase=graded(one, "fairly")) if gradable(one) else one


def gradable(trait: Said) -> bool:
    """Whether the phrase is a plain high or low, and not a category, one-time, average or graded already."""
    is_category = trait.phrase.startswith("mostly ")
    return trait.phrase in (trait.words.high, trait.words.low) and not is_category


def graded(trait: Said, grade: str) -> str:
    """The phrase with "very" or "fairly", or as the column's own words have it."""
    pairs = {"very": trait.words.very, "fairly": trait.words.fairly}
    pair = pairs.get(grade)
    if pair:
        return pair[0] if trait.height > 0 else pair[1]
    return f"{grade} {trait.phrase}".strip()
