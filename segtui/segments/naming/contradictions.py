"""Whether "lapsed" or "recent" would be false, as another measure of recency or of recent activity says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.vocabulary.dictionary import wording
from segtui.segments.vocabulary.recencies import is_lately
from segtui.segments.vocabulary.tokens import words

if TYPE_CHECKING:
    from segtui.segments.naming.phrases import Said

_SPEAKS = 0.25
"""Standard deviations from which another measure says something, and the correlation from which two agree or do not."""


def contradicted(standings: EffectSizes, row: int, one: Said) -> bool:
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
        said = wording(trait.column, columns, flag=trait.flag)
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
