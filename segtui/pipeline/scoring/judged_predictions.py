"""The predictions of a run judged by what came after it: on the newest day whose outcomes a later log has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from segtui.errors import DataError, PlanError
from segtui.features.join_features import comparable
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.drawn_customers import DrawnCustomers
from segtui.pipeline.predicting.kept_predictions import KeptPrediction
from segtui.pipeline.predicting.learned_rows import LearningRows, log_of
from segtui.pipeline.scoring.fitted_model import Learned
from segtui.pipeline.scoring.later_people import MOST, later_people
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.prediction.labels.column_outcome import column_labels
from segtui.prediction.labels.log_outcome import OutcomeDays
from segtui.prediction.learner import Floats, Truth
from segtui.prediction.metrics.curves import reliability
from segtui.prediction.metrics.scores import score
from segtui.prediction.predict import LabelColumn, Predict
from segtui.segments.monitoring.score_drift import JudgedPrediction


@dataclass(frozen=True)
class KnownOutcomes:
    """Probabilities (n) of customers (n ids), what came of them, and the day on which they were looked at, if any."""

    probability: Floats
    outcome: Truth
    ids: pl.Series
    day: str = ""


def judged_predictions(
    run: RunFiles, learned: Learned, later: LaterRows, predictions: Sequence[KeptPrediction], rows: int
) -> list[JudgedPrediction]:
    """Those predictions of a run whose outcomes are known by now, for both kinds of customers.

    `later` must keep its tables; it has this many `rows`. Of a run over parts a share of the customers is looked at.
    """
    drawn = DrawnCustomers.of(rows, MOST if run.is_in_parts else rows, run.plan.seed)
    then = _figures_then(run)
    waiting = [(place, one) for place, one in enumerate(predictions) if one.name in then]
    logs = {place: _outcome(run, place, one, later, drawn) for place, one in waiting if one.log}
    if not any(logs.get(place, True) for place, _ in waiting):
        return []
    people, found = later_people(run, learned, later, drawn), []
    for place, one in waiting:
        order, outcome = run.plan.predict[place], logs.get(place)
        known = _by_column(run, order, one, people) if not one.log else outcome and _by_log(one, people, outcome)
        if known and known.outcome.any() and not known.outcome.all():
            figures = score(known.probability, known.outcome, known.ids, one.model.threshold, run.plan.seed)
            table = reliability(known.probability, known.outcome)
            found.append(JudgedPrediction(one.name, known.day, figures, then[one.name], table))
    return found


def _outcome(
    run: RunFiles, place: int, one: KeptPrediction, later: LaterRows, drawn: DrawnCustomers
) -> OutcomeDays | None:
    """What a later log says; None where it does not reach a horizon past the run's own."""
    at, asked = log_of(run.plan.predict[place], run.plan, f"predict[{place + 1}]")
    try:
        outcome = asked.read(later.tables[at + 1], drawn.keeps)
    except (DataError, PlanError):
        return None
    return outcome if one.as_of and str(_day(outcome)) >= one.as_of else None


def _day(outcome: OutcomeDays) -> dt.date:
    """The last day whose horizon the log has."""
    return outcome.over - dt.timedelta(days=outcome.outcome.horizon)


def _by_log(one: KeptPrediction, people: LearningRows, outcome: OutcomeDays) -> KnownOutcomes | None:
    day = _day(outcome)
    ids = outcome.known(day)
    frame = people.makers_by(ids).as_of(ids, day).frame
    return KnownOutcomes(one.model.probabilities(frame), outcome.labels(ids, day), ids, str(day))


def _by_column(run: RunFiles, order: Predict, one: KeptPrediction, people: LearningRows) -> KnownOutcomes | None:
    """Rows with a label, without those that the run had, which it learned from."""
    assert isinstance(order.label, LabelColumn)
    ids = people.frame.get_column(people.id)
    mine, theirs = comparable(ids, run.members().select(col("id")).collect().to_series())
    new = people.frame.filter(~mine.is_in(theirs.implode()).fill_null(False))
    try:
        labels = column_labels(new, order.label.column, order.label.yes or one.yes or None)
    except (DataError, PlanError):  # no label came, or one kind of them only
        return None
    rows = new[labels.rows]
    return KnownOutcomes(one.model.probabilities(rows), labels.outcome, rows.get_column(people.id))


def _figures_then(run: RunFiles) -> dict[str, Mapping[str, Any]]:
    """The figures of each prediction in the run's test."""
    with foreign(damaged(run.path / MANIFEST)):
        return {str(one["name"]): one["test"] for one in run.manifest.get("predictions", ())}
