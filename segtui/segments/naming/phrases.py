"""The words for a segment's height on a trait: high or low, fairly or very."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from segtui.language.column_labels import called, called_value
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate
from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.measures import format_measure
from segtui.segments.vocabulary.dictionary import is_id, restates
from segtui.segments.vocabulary.labelled import wording_of
from segtui.segments.vocabulary.recencies import is_lately
from segtui.segments.vocabulary.templates import Wording
from segtui.segments.vocabulary.tokens import singular, words

EFFECT = 0.4
"""The plain effect size, in standard deviations, below which a trait is not named."""
_UNUSED_WEIGHT = 0.5
_CATEGORY_WEIGHT = 0.6
_SLIGHT = 0.5
_LARGE = 0.8
_MUCH_HIGHER = 1.5
_MOSTLY_NONE = 0.5
_DIGITS = 5
_NONE = 0.95
"""From this share on all of a segment are so, or none."""
ONE_TIME = 1.1
"""The mean number of orders below which nearly all of a segment have bought once."""
_TERM = re.compile(r"(?:\w+ )?(?:day|week|month|quarter|year)s?(?: to (?:day|week|month|quarter|year))?")
_LEVELS = frozenset(
    [
        "low",
        "medium",
        "high",
        "small",
        "large",
        "average",
        "basic",
        "standard",
        "other",
        "first",
        "second",
        "third",
        "none",
    ]
)


_GRADED = {
    ("very", "high {thing}"): to_translate("very high {thing}"),
    ("very", "low {thing}"): to_translate("very low {thing}"),
    ("very", "many {thing}"): to_translate("very many {thing}"),
    ("very", "few {thing}"): to_translate("very few {thing}"),
    ("fairly", "high {thing}"): to_translate("fairly high {thing}"),
    ("fairly", "low {thing}"): to_translate("fairly low {thing}"),
    ("fairly", "many {thing}"): to_translate("fairly many {thing}"),
    ("fairly", "few {thing}"): to_translate("fairly few {thing}"),
}
"""Whole sentences where another language grades in another place than before the phrase."""
_SPEAKS = 0.25
"""Standard deviations from which another measure says something, and the correlation from which two agree or do not."""


@dataclass(frozen=True)
class TraitPhrase:
    """A trait in words: `column` of the standings it is (its place), the phrase, and how strongly it stands out.

    `height` is signed, in standard deviations; `weight` is its size, halved where the clusters were not made from it.
    `effect` is the plain effect size, which outliers can carry. `category`: whether the trait is a category's value.
    """

    column: int
    phrase: str
    words: Wording
    height: float
    weight: float
    effect: float
    category: bool = False

    def stands_out(self, least: float = 0.3) -> bool:
        """Whether it is worth a word: an effect of 0.4 and a height of `least` standard deviations."""
        return abs(self.effect) >= EFFECT and abs(self.height) >= least


def phrases_of(standings: EffectSizes, row: int, *, named: bool = True) -> list[TraitPhrase]:
    """Every trait of a segment that can be said, without those that restate one the clusters were made from.

    A score of frequency says nothing beside the frequency itself. Without `named` also those that may not name it.
    """
    found = [s for column in range(len(standings.traits)) if (s := _said(standings, row, column))]
    traits = standings.traits
    if named:
        found = [s for s in found if _may_name(standings, row, s)]
    else:  # a mean of codes or dates means nothing, unless the clusters were made from it
        found = [s for s in found if (t := traits[s.column]).names or t.used or t.category is not None]
    used = {s.words.theme for s in found if standings.traits[s.column].used}
    return [s for s in found if standings.traits[s.column].used or s.words.theme not in used]


def phrase_of(standings: EffectSizes, row: int, column: int) -> TraitPhrase | None:
    """How a segment's standing on a trait is said, high or low; None for what names are not made from."""
    found = _said(standings, row, column)
    return found if found and _may_name(standings, row, found) else None


def _reads_the_same(standings: EffectSizes, row: int, column: int) -> bool:
    """Whether a segment's mean can't be told from that of all rows by its first five digits."""
    trait, mean = standings.traits[column], float(standings.means[row, column])
    here, overall = (format_measure(value, trait.kind, _DIGITS) for value in (mean, trait.overall))
    return here == overall


def _said(standings: EffectSizes, row: int, column: int) -> TraitPhrase | None:
    trait, height = standings.traits[column], float(standings.heights[row, column])
    if is_id(trait.column) or (not trait.used and restates(trait.column)):
        return None
    if _reads_the_same(standings, row, column):
        return None
    weight, effect = abs(height) * (1.0 if trait.used else _UNUSED_WEIGHT), standings.effect(row, column)
    if trait.category is not None:
        nearly_all = standings.means[row, column] >= _NONE
        of_them = category_phrase(called(trait.base), called_value(trait.base, trait.category))
        phrase: str = of_them if nearly_all else say("mostly {thing}", thing=of_them)
        phrases = Wording(trait.base, phrase, say("not {thing}", thing=phrase), phrase)
        return TraitPhrase(column, phrase, phrases, height, _CATEGORY_WEIGHT * weight, effect, category=True)
    columns = {t.column for t in standings.traits}
    found = _counting(standings, row, column, wording_of(trait.column, columns, flag=trait.flag))
    phrase = found.high if height > 0 else found.low
    if trait.flag and found.fairly and (standings.means[row, column] < 0.5) == (height > 0):
        phrase = found.fairly[0 if height > 0 else 1]  # "with app" is not true of those of whom most have none
    if found.theme == "frequency" and _bought_once(standings, row, column, columns):
        phrase = say("one-time")
    return TraitPhrase(column, phrase, found, height, weight, effect)


def _counting(standings: EffectSizes, row: int, column: int, found: Wording) -> Wording:
    """The words for counts: 0 is none; what most customers have none of is with it or without, not much or little."""
    trait = standings.traits[column]
    if trait.flag or trait.minimum < 0 or not found.counted:
        return found
    none, thing = has_none(standings, row, column), found.counted
    if trait.zeros < _MOSTLY_NONE and not none:
        return found
    low = say("no {thing}", thing=thing) if none else say("fewer {thing}", thing=thing)
    many = standings.zeros[row, column] <= 1 - _MOSTLY_NONE
    high = say("with {thing}", thing=thing) if many else say("more {thing}", thing=thing)
    return replace(found, high=high, low=low, very=(high, low), fairly=(high, low))


def _bought_once(standings: EffectSizes, row: int, column: int, columns: set[str]) -> bool:
    """Whether nearly all of a segment have bought once: one order, or none that repeats in a buy-till-you-die table."""
    if standings.traits[column].minimum == 0 and columns & {"T", "t_x"}:
        return has_none(standings, row, column)
    return bool(standings.traits[column].minimum == 1 and standings.means[row, column] < ONE_TIME)


def has_none(standings: EffectSizes, row: int, column: int) -> bool:
    """Whether nearly all of a segment have 0 there."""
    return bool(standings.zeros[row, column] >= _NONE)


def _may_name(standings: EffectSizes, row: int, one: TraitPhrase) -> bool:
    """Whether the trait is true to say: a quantity or a value, and no recency that another measure contradicts."""
    return standings.traits[one.column].names and not contradicted(standings, row, one)


def category_phrase(column: str, category: str) -> str:
    """Those of a category: `women`, `Premium`, `channel 2`, `one-year contract`."""
    value = " ".join(category.split())
    sexes = {"female": to_translate("women"), "male": to_translate("men")}
    sexes |= {key[0]: word for key, word in sexes.items()}
    named = " ".join(words(column))
    spaced = value.replace("-", " ").lower()
    if _TERM.fullmatch(spaced):
        return f"{'-'.join(singular(word) for word in spaced.split())} {named}"
    if spaced in _LEVELS:
        return f"{spaced} {named}"
    if named in ("gender", "sex") and value.lower() in sexes:
        return say(sexes[value.lower()])
    if value.lower() in ("yes", "no", "true", "false", "y", "n"):
        return named if value.lower()[0] in "yt" else say("no {thing}", thing=named)
    return value if len(value) > 2 and value[0].isalpha() else f"{named} {value}"


def hedged(one: TraitPhrase) -> TraitPhrase:
    """The trait with "fairly" where it is less than half a standard deviation, and plain high or low says too much."""
    return _fairly(one) if abs(one.height) < _SLIGHT else one


def outdone(standings: EffectSizes, one: TraitPhrase) -> TraitPhrase:
    """The trait with "fairly" if it is not a large effect (0.8, Cohen) and another segment's is half as large again."""
    size = abs(one.height)
    rival = float((np.sign(one.height) * standings.heights[:, one.column]).max())
    return _fairly(one) if size < _LARGE and rival >= _MUCH_HIGHER * size else one


def _fairly(one: TraitPhrase) -> TraitPhrase:
    return replace(one, phrase=graded(one, "fairly")) if gradable(one) else one


def gradable(trait: TraitPhrase) -> bool:
    """Whether the phrase is a plain high or low, and not a category, one-time, average or graded already."""
    return trait.phrase in (trait.words.high, trait.words.low) and not trait.category


def graded(trait: TraitPhrase, grade: str) -> str:
    """The phrase with "very" or "fairly", or as the column's own words have it."""
    pairs = {"very": trait.words.very, "fairly": trait.words.fairly}
    pair = pairs.get(grade)
    if pair:
        return pair[0] if trait.height > 0 else pair[1]
    if not grade:
        return trait.phrase
    if isinstance(trait.phrase, Sentence) and (told := _GRADED.get((grade, trait.phrase.template))):
        return Sentence(told, trait.phrase.values)
    if grade == "very":
        return say("very {phrase}", phrase=trait.phrase)
    return say("fairly {phrase}", phrase=trait.phrase)


def contradicted(standings: EffectSizes, row: int, one: TraitPhrase) -> bool:
    """Whether a trait of recency says of a segment what another such measure denies.

    Another column of recency where the segment stands on the other side, or that falls over all rows where this one
    rises; or a measure of recent activity, such as orders in the last 30 days, that is high where this says lapsed.
    """
    if one.words.theme != "recency":
        return False
    lapsed = np.sign(one.height) * _turned(one.words.high)
    columns = {t.column for t in standings.traits}
    for place, trait in enumerate(standings.traits):
        if place == one.column or trait.category is not None:
            continue
        height = float(standings.heights[row, place])
        said = wording_of(trait.column, columns, flag=trait.flag)
        if said.theme == "recency":
            turned = _turned(said.high)
            alike = float(standings.likeness[one.column, place]) * turned * _turned(one.words.high)
            if alike <= -_SPEAKS or height * turned * lapsed <= -_SPEAKS:
                return True
        elif is_lately(words(trait.column)) and height * lapsed >= _SPEAKS:
            return True
    return False


def _turned(high: str) -> int:
    """1 for a column that is high where customers have lapsed, -1 for a score of recency."""
    return 1 if high == "lapsed" else -1
