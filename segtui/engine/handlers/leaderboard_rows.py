"""Rows of the leaderboard for the screen: as leaderboard.csv has them, with what a screen also needs."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from segtui.clustering.algorithm import Candidate
from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.segments.choosing.choose import Selection, spoken
from segtui.segments.choosing.leaderboard import Ranked, Scored, leaderboard
from segtui.validity.scores import Scores


def leaderboard_rows(choice: Selection) -> list[LeaderboardRow]:
    """Every candidate in order of rank."""
    rows = choice.leaderboard().to_dicts()
    return [_row(row, ranked.scored.candidate) for row, ranked in zip(rows, choice.ranked, strict=True)]


def preliminary_row(candidate: Candidate, scores: Scores) -> LeaderboardRow:
    """A candidate that is not ranked yet, with what is known of it so far."""
    (row,) = leaderboard([Ranked(0, Scored(candidate, scores), None)], None).to_dicts()
    return {**_row(row, candidate), "rank": None, "preliminary": True}


def cover(candidate: Candidate) -> Scores:
    """The part of a candidate's scores that takes no distances: how many clusters, and how much of the rows."""
    rows = candidate.labels.size
    _, sizes = np.unique(candidate.labels[candidate.labels >= 0], return_counts=True)
    clustered = int(sizes.sum())
    return Scores(
        clusters=sizes.size,
        coverage=clustered / rows,
        noise_share=(rows - clustered) / rows,
        smallest_share=int(sizes.min()) / rows if sizes.size else 0.0,
    )


def _row(row: dict[str, Any], candidate: Candidate) -> LeaderboardRow:
    """`seconds` takes the place of the null that keeps leaderboard.csv the same from run to run."""
    more: dict[str, Any] = {"key": candidate.key, "name": spoken(candidate), "cell": dict(candidate.parameters)}
    more |= {"seconds": candidate.seconds, "inertia": candidate.inertia}
    return cast("LeaderboardRow", {"dbcv": None, **row, **more, "preliminary": False})
