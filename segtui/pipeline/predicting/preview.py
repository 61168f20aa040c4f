"""What a prediction of a plan would learn from, whether that is enough, and how long it would take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from segtui.errors import DataError
from segtui.pipeline.predicting.forecast import seconds_of_folds, seconds_of_snapshots
from segtui.pipeline.predicting.learned_rows import LearningRows, LoggedOutcome, logged_outcome, rows_of_column
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan
from segtui.prediction.calibration import refuse_uncalibrated
from segtui.prediction.fit_folds import refuse_few
from segtui.prediction.fit_prediction import refuse_unlearnable
from segtui.prediction.found import RowsLearned
from segtui.prediction.predict import Predict
from segtui.prediction.snapshots.new_customers import are_new
from segtui.prediction.snapshots.snapshot_rows import NEW_SHARE, LabeledRows

Role = Literal["training", "validation", "calibration", "test"]
_ROLES: tuple[Role, ...] = ("training", "validation", "calibration", "test")
_NOTHING = pl.DataFrame()


@dataclass(frozen=True)
class PredictionPreview:
    """The rows that are learned from: of each snapshot by role and day, of a column all at once.

    `rows` would be given a probability; learning takes about `seconds`. `refused` is why there is too little to
    learn from, None where there is enough.
    """

    learned: tuple[RowsLearned, ...]
    rows: int
    seconds: float
    refused: DataError | None = None


def preview_prediction(order: Predict, plan: Plan, prepared: PreparedRun, where: str) -> PredictionPreview:
    """Count what a prediction would learn from, without making a feature or learning anything.

    Raises PlanError and DataError, under the plan key `where`, where not even that can be counted.
    """
    everyone = LearningRows.of(plan, prepared)
    columns = max(len(prepared.frame.columns) - 1 - len(order.exclude), 1)
    if not order.of_log:
        _, rows, frame = rows_of_column(order, everyone, where)
        seen = (RowsLearned("folds", len(rows), rows.positives),)
        return PredictionPreview(
            seen, frame.height, seconds_of_folds(order, len(rows), columns), _why_not_column(rows, where)
        )
    logged = logged_outcome(order, plan, everyone, where)
    counted = _counted(logged, plan.seed)
    learned = tuple(RowsLearned(role, len(rows), rows.positives, (str(day),)) for (role, day), rows in counted.items())
    lines = sum(table.reading.rows_read for table in logged.tables.values())
    return PredictionPreview(
        learned,
        len(logged.outcome.known(logged.outcome.over)),
        seconds_of_snapshots(order, learned, columns, lines),
        _why_not_log(order, counted, where),
    )


def _counted(logged: LoggedOutcome, seed: int) -> dict[tuple[Role, dt.date], LabeledRows]:
    """The rows of each role and day, as they are learned from or tested, without their features."""
    everyone = logged.outcome.seen["id"].unique().sort()
    new = everyone.filter(pl.Series(are_new(everyone, NEW_SHARE, seed))).implode()
    found = {}
    for role in _ROLES:
        for day in getattr(logged.schedule, role):
            ids = logged.outcome.known(day)
            ids = ids if role == "test" else ids.filter(~ids.is_in(new))
            days = np.zeros(len(ids), dtype=np.int64)
            found[role, day] = LabeledRows(_NOTHING, ids, days, logged.outcome.labels(ids, day))
    return found


def _why_not_log(order: Predict, counted: Mapping[tuple[Role, dt.date], LabeledRows], where: str) -> DataError | None:
    """Why the rows are too few, as learning would say it."""
    together = {
        role: LabeledRows.together([rows for (its, _), rows in counted.items() if its == role]) for role in _ROLES
    }
    try:
        refuse_unlearnable(together["training"], together["validation"], where)
        refuse_uncalibrated(together["calibration"].outcome, order.calibrate, f"{where}.calibrate")
    except DataError as error:
        return error
    return None


def _why_not_column(rows: LabeledRows, where: str) -> DataError | None:
    try:
        refuse_few(rows, where)
    except DataError as error:
        return error
    return None
