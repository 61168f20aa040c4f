"""Names that marketers give by recency, frequency and spend, where the clusters were made from all three."""

from __future__ import annotations

import numpy as np

from segtui.features.maker import makers
from segtui.language.translation import _, to_translate
from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.naming.phrases import TraitPhrase
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


def life_cycle(standings: EffectSizes, row: int) -> tuple[TraitPhrase, ...]:
    """The name of a segment (a row of the standings) as its only trait; nothing where such a name would not fit.

    A segment by rules, such as the feature maker's of recency, frequency and spend, gives its name where most of the
    segment is in it. Otherwise the three heights do, where they are what the segment stands out by.
    """
    columns = _three(standings)
    if columns is None:
        return ()
    ruled = _by_rules(standings, row)
    if ruled is not None:
        return (ruled,)
    heights = [float(standings.heights[row, place]) * sign for place, sign in columns]
    used = [place for place, trait in enumerate(standings.traits) if trait.used]
    strongest = float(np.abs(standings.heights[row, used]).max())
    if max(map(abs, heights)) < max(_CLEAR, _LEADS * strongest):
        return ()
    r, f, m = (0 if abs(height) < _CLEAR else 1 if height > 0 else -1 for height in heights)
    return (_as_trait(_(_NAMES[r, f, m])),)


def _three(standings: EffectSizes) -> list[tuple[int, int]] | None:
    """The places of recency, frequency and spend among what was clustered, each with the sign that makes high good."""
    columns = {trait.column for trait in standings.traits}
    found: dict[str, tuple[int, int]] = {}
    for place, trait in enumerate(standings.traits):
        if trait.used and trait.names and trait.category is None and not trait.flag:
            words = wording_of(trait.column, columns)
            found.setdefault(words.theme, (place, -1 if words.high == "lapsed" else 1))
    return [found[theme] for theme in _THEMES] if all(theme in found for theme in _THEMES) else None


def _by_rules(standings: EffectSizes, row: int) -> TraitPhrase | None:
    """The segment by a maker's rules that most of this one is in."""
    ruled = {maker.segment_column for maker in makers()}
    for place, trait in enumerate(standings.traits):
        if trait.column in ruled and trait.category and standings.means[row, place] >= _MOSTLY:
            return _as_trait(_(trait.category))
    return None


def _as_trait(name: str) -> TraitPhrase:
    """A name as a trait that is neither graded nor measured."""
    return TraitPhrase(-1, name, Wording(name, name, name, name), 1.0, 1.0, 1.0, category=True)
