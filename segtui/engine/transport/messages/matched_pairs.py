"""The questions which columns tell people apart and which pairs of rows may be one person, each after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.plan.stages import CLEANED, READ


@dataclass(frozen=True)
class PairsFound(Message):
    """The pairs of match step `step` (from 1) that are near its `threshold` or decided about, as an Arrow IPC file.

    A line for each pair and column: pair (from 0), id, other, probability, merged (as the plan stands), column, left,
    right (text), alike (same, close, similar, differs, empty), bits (what that speaks for one person; null for a column
    that is not compared).
    """

    step: int
    frame: str
    pairs: int
    threshold: float


@dataclass(frozen=True)
class ReviewPairs(PlanRequest):
    """Which pairs of match step `step` (from 1) somebody may want to decide about."""

    step: int

    answers = (PairsFound,)
    handler = "review_pairs:review_pairs"
    depends = CLEANED


@dataclass(frozen=True)
class PeopleRecognized(Message):
    """The columns of the source that say who somebody is, and how a match step compares each."""

    on: dict[str, str]


@dataclass(frozen=True)
class RecognizePeople(PlanRequest):
    """Which columns of the source say who somebody is."""

    answers = (PeopleRecognized,)
    handler = "review_pairs:recognize_people"
    depends = READ
