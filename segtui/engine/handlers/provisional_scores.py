"""Tells each candidate as it is found, and scores each family's for the time being."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate
from segtui.engine.handlers.leaderboard_rows import cover, preliminary_row
from segtui.engine.transport.messages import Found
from segtui.engine.transport.progress_reporter import ProgressReporter
from segtui.validity.score import score
from segtui.validity.scores import Scores

_ALL_ROWS = 5_000
_SOME_ROWS = 2_500


class Live:
    """A pipeline watcher for one search.

    When a family is done and another follows, its candidates are scored by themselves. What counts is the scoring of
    all at the end.
    """

    def __init__(self, reporter: ProgressReporter, values: NDArray[np.float64], seed: int) -> None:
        self._reporter = reporter
        self._values = values
        self._seed = seed
        self._fresh: list[Candidate] = []
        self._done = self._total = 0
        self.advance = reporter.advance
        self.note = reporter.note

    def stage(self, name: str) -> None:
        """Another stage begins: score what the one before has found, unless that was the last of the search."""
        if self._fresh and self._done < self._total:
            self._score()
        self._fresh = []
        self._reporter.stage(name)

    def found(self, candidate: Candidate, total: int) -> None:
        """Tell a candidate, with what is seen at once."""
        self._done, self._total = self._done + 1, total
        self._fresh.append(candidate)
        self._tell(candidate, cover(candidate))

    def _score(self) -> None:
        self._reporter.stage(f"scoring {len(self._fresh)} candidates provisionally")
        scores = scores_for_now(self._values, self._fresh, self._seed)
        for candidate, known in zip(self._fresh, scores, strict=True):
            self._tell(candidate, known)

    def _tell(self, candidate: Candidate, scores: Scores) -> None:
        self._reporter.say(Found(self._reporter.ticket, preliminary_row(candidate, scores), self._done, self._total))


def scores_for_now(values: NDArray[np.float64], candidates: Sequence[Candidate], seed: int) -> list[Scores]:
    """The scores of labelings of the rows (n, d) that take no longer than one would wait.

    Up to 5,000 rows they are what they will be in the end; past that silhouette and Davies-Bouldin come from 2,500
    evenly spaced rows, and the other two indices are None.
    """
    if len(values) <= _ALL_ROWS:
        return score(values, [candidate.labels for candidate in candidates], seed=seed)
    step = -(-len(values) // _SOME_ROWS)
    labelings = [np.ascontiguousarray(candidate.labels[::step]) for candidate in candidates]
    scores = score(values[::step], labelings, seed=seed)
    return [_in_part(cover(candidate), known) for candidate, known in zip(candidates, scores, strict=True)]


def _in_part(whole: Scores, part: Scores) -> Scores:
    """The indices of a part of the rows that stand for all: Dunn and Calinski-Harabasz grow or shrink with them."""
    return replace(whole, silhouette=part.silhouette, davies_bouldin=part.davies_bouldin)
