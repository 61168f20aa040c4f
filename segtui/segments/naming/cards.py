"""A card for each segment: how large it is, what sets it apart, who is typical of it, and a rule that finds it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.language.column_labels import called, called_category, measured
from segtui.language.figures import brief_percent, figure, localised, roughly
from segtui.language.translation import _
from segtui.segments.describing.column_roles import Trait
from segtui.segments.describing.decision_rule import rule
from segtui.segments.describing.effect_sizes import EffectSizes, codes
from segtui.segments.describing.members import Members, typical_and_atypical
from segtui.segments.describing.rule_in_words import SegmentRule, StatedRule
from segtui.segments.measures import Kind, format_measure
from segtui.segments.naming.phrases import TraitPhrase, phrases_of

_TRAITS = 5
_TOLD = 0.3
"""Standard deviations from which a card gives a measure's figures."""
_THE_SAME = 0.99
"""Rank correlation from which two measures say the same."""


@dataclass(frozen=True)
class CardTrait:
    """A measure on a card: its mean in the segment (`mean`) and over all rows (`overall_mean`).

    `name` is the feature of comparison.csv, `column` the column and `category` its value, if it is one; `base` is the
    column that a column of 0 and 1 was made from, else the same. `kind` says how its figures are written.
    `effect` is comparison.csv's effect size, in standard deviations, `height` the one that weighs ranks too (see
    `effect_sizes`). `same` are the names of other measures that say the same of nearly every row.
    """

    name: str
    column: str
    base: str
    category: str | None
    kind: Kind
    mean: float
    overall_mean: float
    effect: float
    same: tuple[str, ...] = ()
    height: float = 0.0

    @property
    def strength(self) -> float:
        """The larger of effect and height: a few large values neither make a difference look small nor hide it."""
        return max(self.effect, self.height, key=abs)

    @property
    def here(self) -> str:
        """The segment's mean as it is written, with its unit."""
        return self._written(self.mean)

    @property
    def overall(self) -> str:
        """The mean of all rows as it is written, with its unit."""
        return self._written(self.overall_mean)

    @property
    def label(self) -> str:
        """What people call it."""
        own = called(self.column)
        if self.category is None or (self.column not in (self.base, own)):
            return own
        return called_category(self.base, self.category)

    def _written(self, mean: float) -> str:
        """To a tenth of a standard deviation: more digits say nothing of how far a segment is from the others."""
        spread = abs((self.mean - self.overall_mean) / self.effect) if self.effect else 0.0
        if self.kind == "year" or not spread:
            return format_measure(mean, self.kind)
        decimals = max(0, math.ceil(1 - math.log10(100 * spread if self.kind == "share" else spread)))
        if self.kind == "share":
            return brief_percent(mean) if decimals else roughly(mean)
        rounded = round(mean, decimals)
        return measured(self.column, figure(rounded if rounded or not mean else float(f"{mean:.1g}"), digits=15))

    def __str__(self) -> str:
        text = _("{feature} {here} against {overall} overall ({effect} sd)")
        effect = localised(f"{self.effect:+z.1f}")
        return text.format(feature=self.name, here=self.here, overall=self.overall, effect=effect)


@dataclass(frozen=True)
class Card:
    """A segment's card; noise is segment -1 and has no traits and no rule.

    `share` (0 to 1) is of all clustered rows. `traits` are up to five, those that stand out most (see `standings`), by
    falling effect. `rule` is None where no short rule finds the rows well, or where the segment is made by one, which
    is `stated`. `typical` and `atypical` tell of five or more members each.
    """

    segment: int
    name: str
    rows: int
    share: float
    traits: tuple[CardTrait, ...]
    rule: SegmentRule | None = None
    typical: Members | None = None
    atypical: Members | None = None
    stated: StatedRule | None = None

    def found_by(self) -> tuple[str, str] | None:
        """The rule that finds or makes the segment, and what is said before it."""
        if self.stated is not None:
            return _("Rule: "), f"{self.stated}."
        return None if self.rule is None else (_("Rule of thumb: "), f"{self.rule}.")


def describe(
    frame: pl.DataFrame,
    labels: Labels,
    names: Mapping[int, str],
    standings: EffectSizes,
    *,
    id: str,
    seed: int = 0,
    values: NDArray[np.float64] | None = None,
    stated: Mapping[int, StatedRule] | None = None,
    restating: Collection[str] = (),
) -> tuple[Card, ...]:
    """A card for each segment of `labels` (n) in order, noise last where there is any.

    `frame` holds the clustered rows, `standings` comes from the same rows, `values` (n, d) is what was clustered;
    without it no members are told. `stated` are the rules that segments are made by; no others are looked for. Those
    found and members speak only of the columns that the clusters were made from; see `rule` for how they are found.
    The columns in `restating` were made from others that stand beside them, and are told only where they are clustered.
    """
    used = list(dict.fromkeys(t.column for t in standings.traits if t.used)) or frame.columns
    inputs = frame[[c for c in frame.columns if c in used and c != id]]
    traits = {segment: _traits(standings, row, restating) for row, segment in enumerate(standings.segments)}
    known = stated or {}
    found = {s: rule(inputs, labels, s, id=id, seed=seed) for s in standings.segments if s not in known}
    cards = [replace(_card(labels, s, names, traits[s], found.get(s)), stated=known.get(s)) for s in standings.segments]
    if values is not None:
        told = {segment: [t.name for t in found] for segment, found in traits.items()}
        members = typical_and_atypical(inputs, labels, values, told, id=id, codes=codes(inputs))
        cards = [replace(c, typical=t, atypical=a) for c in cards for t, a in [members.get(c.segment, (None, None))]]
    return (*cards, *([_card(labels, -1, names, (), None)] if (labels == -1).any() else []))


def _card(
    labels: Labels, segment: int, names: Mapping[int, str], traits: tuple[CardTrait, ...], found: SegmentRule | None
) -> Card:
    rows = int(np.count_nonzero(labels == segment))
    return Card(segment, names[segment], rows, rows / len(labels), traits, found)


def _traits(standings: EffectSizes, row: int, restating: Collection[str]) -> tuple[CardTrait, ...]:
    strong = [s for s in phrases_of(standings, row, named=False) if abs(s.height) >= _TOLD]
    strong = [s for s in strong if (t := standings.traits[s.column]).used or t.base not in restating]
    # Of a category's values, the one that is more common here is enough; the others follow.
    shown = [s for s in strong if standings.traits[s.column].category is None or s.height > 0]
    groups = _told_once(standings, sorted(shown, key=lambda s: (-s.weight, s.column)))
    # In the order of the printed figures: readers can't see the other weights.
    strongest = sorted(groups[:_TRAITS], key=lambda group: -abs(round(group[0].effect, 1)))
    return tuple(_trait(standings, row, [s.column for s in group]) for group in strongest)


def _told_once(standings: EffectSizes, strongest: list[TraitPhrase]) -> list[list[TraitPhrase]]:
    """Each trait with those after it that say the same; one that says it in reverse is left out."""
    groups: list[list[TraitPhrase]] = []
    for one in strongest:
        alike = [(float(standings.likeness[group[0].column, one.column]), group) for group in groups]
        same = next((group for likeness, group in alike if likeness >= _THE_SAME), None)
        if same is not None:
            same.append(one)
        elif not any(likeness <= -_THE_SAME for likeness, _ in alike):
            groups.append([one])
    return groups


def _trait(standings: EffectSizes, row: int, places: list[int]) -> CardTrait:
    trait: Trait = standings.traits[places[0]]
    mean = float(standings.means[row, places[0]])
    effect = (mean - trait.overall) / trait.spread
    same = tuple(standings.traits[place].name for place in places[1:])
    of = (trait.name, trait.column, trait.base, trait.category, trait.kind)
    return CardTrait(*of, mean, trait.overall, effect, same, float(standings.heights[row, places[0]]))
