"""A card for each segment: how large it is, what sets it apart in figures, and a rule that finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Labels
from segtui.segments.describing.column_roles import Trait
from segtui.segments.describing.decision_rule import rule
from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.measures import format_measure
from segtui.segments.naming.phrases import phrases_of

_TRAITS = 5
_TOLD = 0.3
"""Standard deviations from which a card gives a measure's figures."""


@dataclass(frozen=True)
class CardTrait:
    """A measure on a card: its mean in the segment, `here`, and over all rows, both as they are written.

    `effect` is comparison.csv's effect size, in standard deviations.
    """

    name: str
    here: str
    overall: str
    effect: float

    def __str__(self) -> str:
        return f"{self.name} {self.here} against {self.overall} overall ({self.effect:+z.1f} sd)"


@dataclass(frozen=True)
class Card:
    """A segment's card; noise is segment -1 and has no traits and no rule.

    `share` (0 to 1) is of all clustered rows. `traits` are up to five, those that stand out most (see `standings`), by
    falling effect, each written like `monetary 412 against 106 overall (+1.8 sd)`. `rule` is a
    line such as `monetary > 250: matches 91 % of the segment; 88 % of the matching rows belong to it`, empty where no
    short rule finds them well.
    """

    segment: int
    name: str
    rows: int
    share: float
    traits: tuple[CardTrait, ...]
    rule: str


def describe(
    frame: pl.DataFrame, labels: Labels, names: Mapping[int, str], standings: EffectSizes, *, id: str, seed: int = 0
) -> tuple[Card, ...]:
    """A card for each segment of `labels` (n) in order, noise last where there is any.

    `frame` holds the clustered rows, `standings` comes from the same rows. Rules speak only of the columns that the
    clusters were made from; see `rule` for how they are found and counted.
    """
    used = list(dict.fromkeys(t.column for t in standings.traits if t.used)) or frame.columns
    inputs = frame[[c for c in frame.columns if c in used and c != id]]
    cards = [
        _card(labels, segment, names, _traits(standings, row), rule(inputs, labels, segment, id=id, seed=seed))
        for row, segment in enumerate(standings.segments)
    ]
    return (*cards, *([_card(labels, -1, names, (), "")] if (labels == -1).any() else []))


def _card(labels: Labels, segment: int, names: Mapping[int, str], traits: tuple[CardTrait, ...], found: str) -> Card:
    rows = int(np.count_nonzero(labels == segment))
    return Card(segment, names[segment], rows, rows / len(labels), traits, found)


def _traits(standings: EffectSizes, row: int) -> tuple[CardTrait, ...]:
    strong = [s for s in phrases_of(standings, row, named=False) if abs(s.height) >= _TOLD]
    # Of a category's values, the one that is more common here is enough; the others follow.
    shown = [s for s in strong if standings.traits[s.column].category is None or s.height > 0]
    strongest = sorted(shown, key=lambda s: (-s.weight, s.column))[:_TRAITS]
    # In the order of the printed figures: readers can't see the other weights.
    strongest.sort(key=lambda s: -abs(round(s.effect, 1)))
    return tuple(_trait(standings.traits[s.column], float(standings.means[row, s.column])) for s in strongest)


def _trait(trait: Trait, mean: float) -> CardTrait:
    effect = (mean - trait.overall) / trait.spread
    return CardTrait(trait.name, format_measure(mean, trait.kind), format_measure(trait.overall, trait.kind), effect)
