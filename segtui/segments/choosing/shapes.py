"""Where density and silhouette disagree about the best candidate, because its segments are not round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.segments.choosing.choose import Selection
from segtui.segments.choosing.leaderboard import Ranked
from segtui.validity.agreement import adjusted_rand_index

SAME = 0.9
"""Labelings with an adjusted Rand index from here on have the same shape."""

CLEARLY = 0.1
"""By how much DBCV must prefer one."""


@dataclass(frozen=True)
class Disagreement:
    """`dense` is what density prefers, the chosen candidate if it can be, `round` what silhouette does.

    `agreement` is their adjusted Rand index, on rows that both put into a segment.
    """

    dense: Ranked
    round: Ranked
    agreement: float


def disagreement(choice: Selection) -> Disagreement | None:
    """The accepted candidates that silhouette and DBCV disagree about; None where they don't, or none is chosen."""
    if choice.chosen is None:
        return None
    accepted = [r for r in choice.ranked if not r.rejected and r.scored.duplicate_of is None]
    known = [r for r in accepted if _dbcv(r) is not None and r.scored.scores.silhouette is not None]
    if not known:
        return None
    round_ = max(known, key=_silhouette)
    for dense in (choice.chosen, max(known, key=lambda r: _dbcv(r) or 0.0)):
        own, other = _dbcv(dense), _dbcv(round_)
        if own is None or other is None or own - other < CLEARLY or _silhouette(dense) >= _silhouette(round_):
            continue
        agreement = _agreement(dense, round_)
        if agreement is not None and agreement < SAME:
            return Disagreement(dense, round_, agreement)
    return None


def _dbcv(ranked: Ranked) -> float | None:
    return ranked.scored.dbcv


def _silhouette(ranked: Ranked) -> float:
    scores = ranked.scored.scores
    return -np.inf if scores.silhouette is None else scores.silhouette * scores.coverage


def _agreement(one: Ranked, other: Ranked) -> float | None:
    """Their adjusted Rand index; None where the labels of one are not known."""
    first, second = one.scored.candidate.labels, other.scored.candidate.labels
    if not len(first) or len(first) != len(second):
        return None
    both = (first >= 0) & (second >= 0)
    if not both.any():
        return None
    table = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(table, (first[both], second[both]), 1)
    return adjusted_rand_index(table)
