"""The question what feature makers show of what they found, after its answer."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import ExhibitFacts
from segtui.plan.stages import PREPARED


@dataclass(frozen=True)
class Exhibited(Message):
    """The tables of all makers of the plan, in its order."""

    exhibits: list[ExhibitFacts]


@dataclass(frozen=True)
class ShowExhibits(PlanRequest):
    """What the makers of the plan found; of a run whose data is gone, what the run keeps of it."""

    answers = (Exhibited,)
    handler = "show_exhibits:show_exhibits"
    depends = PREPARED
