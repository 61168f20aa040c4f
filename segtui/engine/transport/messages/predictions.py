"""Questions about the predictions of a plan, after their answers."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import PredictionFacts
from segtui.plan.stages import LEARNED, PREDICTED


@dataclass(frozen=True)
class PredictionsShown(Message):
    """The predictions of the plan in its order; `caution` says why only those of a run can be shown."""

    predictions: list[PredictionFacts]
    caution: str = ""


@dataclass(frozen=True)
class ShowPredictions(PlanRequest):
    """What each prediction of the plan has found, or would learn from; nothing is learned for it."""

    answers = (PredictionsShown,)
    handler = "show_predictions:show_predictions"
    depends = LEARNED | PREDICTED


@dataclass(frozen=True)
class PredictionLearned(Message):
    """The prediction of this number is learned, and is a part of what is asked for from now on.

    `is_candidate` says that its bands are a candidate of the next search.
    """

    number: int
    is_candidate: bool


@dataclass(frozen=True)
class LearnPrediction(PlanRequest):
    """Learn and test the plan's prediction of this number, from 1."""

    answers = (PredictionLearned,)
    handler = "show_predictions:learn_prediction"
    depends = LEARNED | PREDICTED

    number: int
