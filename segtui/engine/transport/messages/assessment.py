"""The question how far candidates are found again on resamples, after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import StabilityFacts
from segtui.plan.stages import ASSESSED


@dataclass(frozen=True)
class Assessed(Message):
    """How far the chosen candidate and the next best are found again, by their keys.

    `asked` is how many resamples the plan asks for, 0 for none. `cophenetic` (-1 to 1) is that of every candidate that
    cuts a tree of merges.
    """

    asked: int
    stability: dict[str, StabilityFacts]
    cophenetic: dict[str, float]


@dataclass(frozen=True)
class Assess(PlanRequest):
    """Resample the leading candidates of the search, or recall what a finished run says of them."""

    answers = (Assessed,)
    handler = "assess_candidates:assess"
    depends = ASSESSED
