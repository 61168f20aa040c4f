"""Whom predictions are made for: a run's rows, all in memory at once or in parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import polars as pl

from segtui.features.join_features import join_part
from segtui.features.maker import Derived
from segtui.libraries.columns import cols
from segtui.pipeline.predicting.learned_rows import LearningRows, SnapshotsOfRun, snapshots_of
from segtui.plan.model import Plan
from segtui.prediction.fit_folds import CrossFitted
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.labels.column_outcome import LabeledColumn
from segtui.prediction.learner import Floats
from segtui.prediction.predict import Predict
from segtui.prediction.predict_columns import Edges, edges_of


@dataclass(frozen=True)
class Probabilities:
    """The probabilities of a run's rows.

    `rows` (n) are those of the frame in memory, NaN where there is none. Of all rows `scored` have one, `unscored` have
    none; `mean` and `edges`, the nine between tenths, are those of all; `paying` are above what pays a contact.
    """

    rows: Floats
    scored: int
    unscored: int
    mean: float
    edges: Edges
    paying: int = 0

    @classmethod
    def of(cls, rows: Floats, order: Predict) -> Self:
        """Those of rows (n) that are all in memory."""
        known = rows[np.isfinite(rows)]
        mean = float(known.mean()) if known.size else float("nan")
        above = int((known > order.least_paying).sum())
        return cls(rows, known.size, rows.size - known.size, mean, edges_of(rows), above)


class PredictedPeople(Protocol):
    """Those whom a plan's predictions learn from and are made for."""

    @property
    def rows(self) -> LearningRows:
        """The rows in memory: all of them, or a sample."""
        ...

    def drawn(self, order: Predict) -> tuple[int, int]:
        """How many customers a prediction was learned from, and of how many; the same where of all."""
        ...

    def asked(self, order: Predict, where: str) -> SnapshotsOfRun:
        """The snapshots of a log; raises PlanError and DataError under the plan key `where`."""
        ...

    def by_log(self, model: Prediction, asked: SnapshotsOfRun, order: Predict) -> Probabilities:
        """What a model says of the run's rows on the day after the log."""
        ...

    def by_column(
        self, crossed: CrossFitted, labels: LabeledColumn, features: pl.DataFrame, order: Predict
    ) -> Probabilities:
        """What models say of rows that they have not seen, by `labels` and `features` of the rows in memory."""
        ...


@dataclass(frozen=True)
class PeopleInMemory:
    """All rows of a plan, in memory."""

    plan: Plan
    rows: LearningRows

    def drawn(self, order: Predict) -> tuple[int, int]:
        """See `PredictedPeople.drawn`."""
        return self.rows.frame.height, self.rows.frame.height

    def asked(self, order: Predict, where: str) -> SnapshotsOfRun:
        """See `PredictedPeople.asked`."""
        return snapshots_of(order, self.plan, self.rows, where)

    def by_log(self, model: Prediction, asked: SnapshotsOfRun, order: Predict) -> Probabilities:
        """See `PredictedPeople.by_log`; NaN for whom nobody had asked then."""
        ids = asked.outcome.known(asked.day)
        frame = asked.rows.makers.as_of(ids, asked.day).frame
        told = pl.DataFrame({"id": ids, "\0p": model.probabilities(frame)})
        mine = self.rows.frame.select(cols([self.rows.id]))
        joined, _ = join_part(mine, self.rows.id, Derived(told, "id"), "predict")
        return Probabilities.of(joined["\0p"].cast(pl.Float64).fill_null(float("nan")).to_numpy(), order)

    def by_column(
        self, crossed: CrossFitted, labels: LabeledColumn, features: pl.DataFrame, order: Predict
    ) -> Probabilities:
        """See `PredictedPeople.by_column`; rows without a label have the probability of the model that is kept."""
        probability = crossed.fitted.prediction.probabilities(features)
        probability[labels.rows] = crossed.probability
        return Probabilities.of(probability, order)
