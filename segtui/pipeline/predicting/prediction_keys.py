"""What predictions depend on, as keys of what is kept of them, and who keeps that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan
from segtui.plan.parts import values_of
from segtui.plan.stages import LEARNED, PREDICTED

if TYPE_CHECKING:
    from segtui.pipeline.predicting.predict_plan import Learned


class KeptPredictions(Protocol):
    """Keeps what predictions found, by their keys."""

    def get(self, key: str, /) -> Learned | None:
        """What is kept; None for nothing."""

    def put(self, key: str, value: Learned, /) -> Learned:
        """Keep it, and give it back."""


def prediction_key(plan: Plan, files: str, number: int) -> str:
    """All that the prediction of this number, from 1, depends on; `files` are the current ones as text."""
    order = plan.predict[number - 1].model_dump(mode="json")
    return json.dumps([files, values_of(plan, LEARNED), order], sort_keys=True)


def predicted_in(plan: Plan, prepared: PreparedRun) -> str:
    """All that the columns of its predictions depend on, besides the matrix; empty without any."""
    known = [one.name for one in prepared.predictions]
    return json.dumps([values_of(plan, PREDICTED), known], sort_keys=True) if known else ""


def bands_in(plan: Plan, prepared: PreparedRun) -> list[str]:
    """The predictions whose bands are candidates of a search, with all that these depend on."""
    known = {one.name for one in prepared.predictions}
    return [order.model_dump_json() for order in plan.predict if order.use_as == "segments" and order.name in known]
