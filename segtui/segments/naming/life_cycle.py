"""Names that marketers give by recency, frequency and spend, where the clusters were made from all three."""

from __future__ import annotations

from collections import Counter

import numpy as np

from segtui.language.column_labels import column_labels
from segtui.language.translation import _, to_translate
from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.naming.phrases import ONE_TIME, TraitPhrase
from segtui.segments.vocabulary.labelled import wording_of
from segtui.segments.vocabulary.templates import Wording

_CLEAR = 0.5
"""Standard deviations from which a segment is recent or lapsed, frequent or not, a big or a small spender (Cohen)."""
_LEADS = 0.7
"""The three name a segment where the strongest of them is this share of its strongest trait, or more."""
_MOSTLY = 0.6
"""A segment that a maker found by rules gives its name to one of which it is this share."""

_THEMES = ("recency", "frequency", "spend")
_NAMES: dict[tuple[int, int, int], str] = {
    (1, 1, 1): to_translate("Champions"),
    (1, 1, 0): to_translate("Loyal customers"),
    (1, 1, -1): to_translate("Frequent small buyers"),
    (1, 0, 1): to_translate("Recent big spenders"),
    (1, 0, 0): to_translate("Recent customers"),
    (1, 0, -1): to_translate("Recent small buyers"),
    (1, -1, 1): to_translate("Promising big spenders"),
    (1, -1, 0): to_translate("New customers"),
    (1, -1, -1): to_translate("New customers"),
    (0, 1, 1): to_translate("Loyal big spenders"),
    (0, 1, 0): to_translate("Loyal customers"),
    (0, 1, -1): to_translate("Frequent small buyers"),
    (0, 0, 1): to_translate("Big spenders"),
    (0, 0, -1): to_translate("Small buyers"),
    (0, -1, 1): to_translate("Occasional big spenders"),
    (0, -1, 0): to_translate("Occasional customers"),
    (0, -1, -1): to_translate("Occasional small buyers"),
    (-1, 1, 1): to_translate("Can't lose them"),
    (-1, 1, 0): to_translate("At risk"),
    (-1, 1, -1): to_translate("At risk"),
    (-1, 0, 1): to_translate("Big spenders at risk"),
    (-1, 0, 0): to_translate("Lapsed customers"),
    (-1, 0, -1): to_translate("Lapsed customers"),
    (-1, -1, 1): to_translate("Lapsed big spenders"),
    (-1, -1, 0): to_translate("Lost customers"),
    (-1, -1, -1): to_translate("Lost customers"),
}
"""By recency (1: recent), frequency (1: often) and spend (1: much); 0 is near the average of all."""

_ONE_TIME: dict[tuple[int, int], str] = {
    (0, 0): to_translate("One-time buyers"),
    (-1, 0): to_translate("Lost one-time buyers"),
    (0, 1): to_translate("One-time big spenders"),
    (-1, 1): to_translate("Lost one-time big spenders"),
}
"""By recency and spend, of those who have bought once; the recent ones are new customers."""

_OF_RULES: dict[str, str] = {
    "Potential Loyalist": to_translate("Potential loyalists"),
    "Loyal Customers": "Loyal customers",
    "New Customers": "New customers",
    "Can't Lose Them": "Can't lose them",
    "At Risk": "At risk",
    "Need Attention": to_translate("Need attention"),
    "About To Sleep": to_translate("About to lapse"),
    "Lost": "Lost customers",
}
"""What those in a segment by the usual rules are called among other names; a rule of the plan's own gives its name."""


def life_cycles(standings: EffectSizes) -> list[tuple[TraitPhrase, ...]]:
    """The name of each segment (row of the standings) as its only trait; nothing where such a name would not fit.

    A segment by rules, such as the feature maker's of recency, frequency and spend, gives its name where most of the
    segment is in it. Where several segments are in the same one, and everywhere else, the three heights give the name,
    where they are what the segment stands out by and no other segment has it.
    """
    columns = _three(standings)
    rows = range(len(standings.segments))
    if columns is None:
        return [() for _row in rows]
    ruled, measured = (
        [_by_rules(standings, row) for row in rows],
        [_by_heights(standings, row, columns) for row in rows],
    )
    alone = [name is not None and ruled.count(name) == 1 for name in ruled]
    taken = Counter(ruled[row] if alone[row] else measured[row] for row in rows)
    found = [
        rule if rule is not None and (alone[row] or taken[measured[row]] > 1) else measured[row] or rule
        for row, rule in enumerate(ruled)
    ]
    return [() if name is None else (_as_trait(_(name)),) for name in found]


def is_life_cycle(trait: TraitPhrase) -> bool:
    """Whether the trait is such a name, a whole one."""
    return trait.column < 0


def _by_heights(standings: EffectSizes, row: int, columns: list[tuple[int, int]]) -> str | None:
    """The name by recency, frequency and spend at `columns`, where one of them is clear and leads."""
    heights = [float(standings.heights[row, place]) * sign for place, sign in columns]
    used = [place for place, trait in enumerate(standings.traits) if trait.used]
    strongest = float(np.abs(standings.heights[row, used]).max())
    if max(map(abs, heights)) < max(_CLEAR, _LEADS * strongest):
        return None
    r, f, m = (0 if abs(height) < _CLEAR else 1 if height > 0 else -1 for height in heights)
    orders = columns[1][0]
    if f < 0 and standings.traits[orders].minimum == 1 and standings.means[row, orders] < ONE_TIME:
        return _ONE_TIME.get((r, max(m, 0)), _NAMES[r, f, m])
    return _NAMES[r, f, m]


def _three(standings: EffectSizes) -> list[tuple[int, int]] | None:
    """The places of recency, frequency and spend among what was clustered, each with the sign that makes high good."""
    columns = {trait.column for trait in standings.traits}
    found: dict[str, tuple[int, int]] = {}
    for place, trait in enumerate(standings.traits):
        if trait.used and trait.names and trait.category is None and not trait.flag:
            words = wording_of(trait.column, columns)
            found.setdefault(words.theme, (place, -1 if words.high == "lapsed" else 1))
    return [found[theme] for theme in _THEMES] if all(theme in found for theme in _THEMES) else None


def _by_rules(standings: EffectSizes, row: int) -> str | None:
    """The segment by a maker's rules that most of this one is in."""
    ruled = column_labels().worded
    for place, trait in enumerate(standings.traits):
        if trait.column in ruled and trait.category and standings.means[row, place] >= _MOSTLY:
            return _OF_RULES.get(trait.category, trait.category)
    return None


def _as_trait(name: str) -> TraitPhrase:
    """A name as a trait that is neither graded nor measured."""
    return TraitPhrase(-1, name, Wording(name, name, name, name), 1.0, 1.0, 1.0, category=True)
