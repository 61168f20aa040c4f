"""A candidate with its scores, before and after it is ranked."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.clustering.algorithm import Candidate
from segtui.segments.choosing.conditions import Failure
from segtui.validity.scores import Scores


@dataclass(frozen=True)
class Scored:
    """A candidate and its indices.

    `duplicate_of` is the key of an earlier candidate that puts the same rows together, None for the first of its
    kind. `dbcv` (-1 to 1) is None where it was not computed or is undefined. `assigned` says how rows came to their
    segments that the algorithm did not see; it is empty where it saw all.
    """

    candidate: Candidate
    scores: Scores
    duplicate_of: str | None = None
    dbcv: float | None = None
    assigned: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """All that is to be known of the candidate's labels and indices, in sentences."""
        return tuple(note for note in (self.assigned, self.scores.silhouette_note, *self.scores.notes) if note)


@dataclass(frozen=True)
class Ranked:
    """A scored candidate's place: `rank` from 1, `score` as the choice weighs it, the conditions that it fails
    (none: it is accepted)."""

    rank: int
    scored: Scored
    score: float | None
    rejected: tuple[Failure, ...] = ()
