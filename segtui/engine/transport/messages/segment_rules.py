"""The question what rules do with the rows, after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.plan.stages import PREPARED


@dataclass(frozen=True)
class RulesChecked(Message):
    """How many rows each rule of the plan matches, and how many of them it decides because no earlier one matches.

    `notes` are sentences on what is odd about the rules. Of a table larger than memory all of it is about `drawn` of
    `of` rows; else these are None.
    """

    matches: list[int]
    decides: list[int]
    notes: list[str]
    drawn: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class CheckRules(PlanRequest):
    """What the rules of the plan do with the rows that are clustered."""

    answers = (RulesChecked,)
    handler = "check_rules:check_rules"
    depends = PREPARED
    pause = 0.3
