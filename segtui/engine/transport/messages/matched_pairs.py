"""The question which pairs of rows may be one person, after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.plan.stages import CLEANED


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
