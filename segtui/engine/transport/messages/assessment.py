"""The question how far candidates are found again on resamples, after its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import CurveFacts, StabilityFacts
from segtui.plan.stages import ASSESSED


@dataclass(frozen=True)
class Assessed(Message):
    """How far the chosen candidate and the next best are found again, by their keys.

    `asked` is how many resamples the plan asks for, 0 for none. `cophenetic` (-1 to 1) is that of every candidate that
    cuts a tree of merges. `curves` are those of Searched with gap and prediction strength; empty where these are not
    known. `looked_at` candidates are looked at so far, and `left` are not yet.
    """

    asked: int
    stability: dict[str, StabilityFacts]
    cophenetic: dict[str, float]
    curves: list[CurveFacts] = field(default_factory=list)
    looked_at: int = 0
    left: int = 0


@dataclass(frozen=True)
class Assess(PlanRequest):
    """Resample the leading candidates of the search, or recall what a finished run says of them."""

    answers = (Assessed,)
    handler = "assess_candidates:assess"
    depends = ASSESSED


@dataclass(frozen=True)
class AssessFirst(PlanRequest):
    """Resample the `first` of the leading candidates while nobody asks anything else."""

    answers = (Assessed,)
    handler = "assess_candidates:assess_first"
    depends = ASSESSED
    unasked = True

    first: int
