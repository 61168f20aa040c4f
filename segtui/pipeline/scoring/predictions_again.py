"""The predictions of a run learned again from newer rows and logs, for a version of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from segtui.delivery.export.write_csv import write_csv
from segtui.errors import DataError, PlanError
from segtui.language.sentences import Sentence, say
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.drawn_customers import DrawnCustomers
from segtui.pipeline.predicting.fit_prediction_of_run import found_in_run
from segtui.pipeline.predicting.kept_predictions import PLACE, KeptPrediction, RowsInOrder, write_predictions
from segtui.pipeline.predicting.people import PeopleInMemory
from segtui.pipeline.predicting.predict_plan import cautions, headline
from segtui.pipeline.predicting.prediction_table import prediction_table
from segtui.pipeline.progress import Listener
from segtui.pipeline.scoring.fitted_model import Learned
from segtui.pipeline.scoring.later_people import later_people
from segtui.pipeline.scoring.row_source import CountedRows
from segtui.prediction.found import FoundPrediction

_TOLD = ("roc_auc", "average_precision", "brier", "mean_probability", "rate")


@dataclass(frozen=True)
class PredictionAgain:
    """A prediction of a version: the model that it `keeps`, and what was `found` when it was learned again.

    Where it could not be, `found` is None, `why` says so, and the earlier model stays.
    """

    keeps: KeptPrediction
    found: FoundPrediction | None
    why: Sentence | None = None

    def facts(self) -> dict[str, Any]:
        """It in types that JSON knows, for refresh.json."""
        told: dict[str, Any] = {"name": self.keeps.name, "model": self.keeps.model.learner, "learned": bool(self.found)}
        if self.found is not None:
            figures = {name: asdict(getattr(self.found.all, name)) for name in _TOLD}
            told |= {"as_of": self.found.as_of or None, "test": {"rows": self.found.all.rows, **figures}}
        return told


def predict_again(
    run: RunFiles,
    learned: Learned,
    later: CountedRows,
    before: Sequence[KeptPrediction],
    drawn: DrawnCustomers,
    listener: Listener,
) -> list[PredictionAgain]:
    """Every prediction of a run, learned again from the newest snapshots of `later`; raises what reading raises."""
    if not before:
        return []
    people = PeopleInMemory(run.plan, later_people(run, learned, later, drawn))
    return [_again(place, people, kept, drawn, listener) for place, kept in enumerate(before)]


def _again(
    place: int,
    people: PeopleInMemory,
    before: KeptPrediction,
    drawn: DrawnCustomers,
    listener: Listener,
) -> PredictionAgain:
    order, plan = people.plan.predict[place], people.plan
    listener.stage(say("predicting {name}", name=order.name))
    try:
        found, now = found_in_run(
            order, plan, people, f"predict[{place + 1}]", lambda share: listener.advance(share, 1.0)
        )
    except (DataError, PlanError) as error:
        what = error.what if isinstance(error, DataError) else error.faults[0].what
        why = say("{name} is not learned again, its earlier model stays: {what}.", name=order.name, what=what)
        listener.note(why)
        return PredictionAgain(before, None, why)
    listener.note(headline(found))
    for note in cautions(found):
        listener.note(note)
    assert found.model is not None
    unseen = RowsInOrder(now.rows) if not order.of_log and drawn.are_all else None
    keeps = replace(before, model=found.model, edges=now.edges, as_of=found.as_of, unseen=unseen)
    return PredictionAgain(keeps, found)


def write_predicted(place: Path, again: Sequence[PredictionAgain]) -> None:
    """What a version in the folder `place` learned to predict, over what stands there of the earlier one."""
    found = [one.found for one in again if one.found is not None]
    for one in found:
        shutil.rmtree(place / PLACE / one.name, ignore_errors=True)
    write_predictions(place, found)
    if found:
        write_csv(prediction_table(found), place / "predictions.csv")
