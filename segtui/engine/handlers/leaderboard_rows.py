"""Rows of the leaderboard for the screen: told as candidates are found, scored provisionally, and ranked at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate
from segtui.engine.transport.messages import Found
from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.engine.transport.screen_language import on_screen
from segtui.engine.transport.streams import ProgressReporter
from segtui.language.sentences import say_counted
from segtui.segments.choosing.choose import Selection, spoken
from segtui.segments.choosing.leaderboard import Ranked, Scored, leaderboard
from segtui.validity.score import score
from segtui.validity.scores import Scores

_IF_ANY = ("dbcv", "bic", "aic", "stability", "cophenetic")
"""Columns that a leaderboard has only where a candidate has a value."""
_ALL_ROWS = 5_000
_SOME_ROWS = 2_500


def leaderboard_rows(choice: Selection) -> list[LeaderboardRow]:
    """Every candidate in order of rank."""
    with on_screen():
        rows = choice.leaderboard().to_dicts()
        return [_row(row, ranked.scored) for row, ranked in zip(rows, choice.ranked, strict=True)]


def preliminary_row(candidate: Candidate, scores: Scores) -> LeaderboardRow:
    """A candidate that is not ranked yet, with what is known of it so far."""
    scored = Scored(candidate, scores)
    with on_screen():
        (row,) = leaderboard([Ranked(0, scored, None)], None).to_dicts()
    return {**_row(row, scored), "rank": None, "preliminary": True}


def cover(candidate: Candidate) -> Scores:
    """The scores of a candidate that need no distances: clusters and coverage."""
    rows = candidate.labels.size
    _, sizes = np.unique(candidate.labels[candidate.labels >= 0], return_counts=True)
    clustered = int(sizes.sum())
    return Scores(
        clusters=sizes.size,
        coverage=clustered / rows,
        noise_share=(rows - clustered) / rows,
        smallest_share=int(sizes.min()) / rows if sizes.size else 0.0,
    )


def _row(row: dict[str, Any], scored: Scored) -> LeaderboardRow:
    """`seconds` takes the place of the null that keeps leaderboard.csv the same from run to run."""
    candidate, consensus = scored.candidate, scored.consensus
    more: dict[str, Any] = {"key": candidate.key, "name": spoken(candidate), "cell": dict(candidate.parameters)}
    more |= {"seconds": candidate.seconds, "inertia": candidate.inertia}
    more["consensus"] = consensus.score if consensus else None
    return cast("LeaderboardRow", {**dict.fromkeys(_IF_ANY), **row, **more, "preliminary": False})


class Live:
    """A pipeline watcher for one search.

    When an algorithm is done and another follows, its candidates are scored by themselves. The scoring of all at the
    end is the final one.
    """

    def __init__(self, reporter: ProgressReporter, values: NDArray[np.float64], seed: int) -> None:
        self._reporter = reporter
        self._values = values
        self._seed = seed
        self._fresh: list[Candidate] = []
        self._done = self._total = 0
        self.advance = reporter.advance
        self.note = reporter.note

    def stage(self, name: str, extent: str = "") -> None:
        """Another stage begins: score what the one before has found, unless that was the last of the search."""
        if self._fresh and self._done < self._total:
            self._score()
        self._fresh = []
        self._reporter.stage(name, extent)

    def found(self, candidate: Candidate, total: int) -> None:
        """Send a candidate, with what is known at once."""
        self._done, self._total = self._done + 1, total
        self._fresh.append(candidate)
        self._tell(candidate, cover(candidate))

    def _score(self) -> None:
        self._reporter.stage(
            say_counted(
                "scoring {count} candidate provisionally", "scoring {count} candidates provisionally", len(self._fresh)
            )
        )
        scores = scores_for_now(self._values, self._fresh, self._seed)
        for candidate, known in zip(self._fresh, scores, strict=True):
            self._tell(candidate, known)

    def _tell(self, candidate: Candidate, scores: Scores) -> None:
        self._reporter.say(Found(self._reporter.ticket, preliminary_row(candidate, scores), self._done, self._total))


def scores_for_now(values: NDArray[np.float64], candidates: Sequence[Candidate], seed: int) -> list[Scores]:
    """Quick scores of labelings of the rows (n, d).

    Up to 5,000 rows they are final; above that, silhouette and Davies-Bouldin come from 2,500 evenly spaced rows, and
    the other two indices are None.
    """
    if len(values) <= _ALL_ROWS:
        return score(values, [candidate.labels for candidate in candidates], seed=seed)
    step = -(-len(values) // _SOME_ROWS)
    labelings = [np.ascontiguousarray(candidate.labels[::step]) for candidate in candidates]
    scores = score(values[::step], labelings, seed=seed)
    return [_in_part(cover(candidate), known) for candidate, known in zip(candidates, scores, strict=True)]


def _in_part(whole: Scores, part: Scores) -> Scores:
    """The indices of a sample that are valid for all rows: Dunn and Calinski-Harabasz depend on the sample size."""
    return replace(whole, silhouette=part.silhouette, davies_bouldin=part.davies_bouldin)
