"""Whom the predictions of a run over parts learn from, and are made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from segtui.features.join_features import comparable
from segtui.features.log.log_maker import LogMaker
from segtui.features.maker import Derived
from segtui.libraries.columns import cols
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Tick, Workers
from segtui.pipeline.partitioned.predicting.score_parts import ScoredParts, ScoresByColumn, ScoresByLog, score_parts
from segtui.pipeline.partitioned.preparing.cleaned_parts import CleanedParts, PredictedRows
from segtui.pipeline.partitioned.preparing.preparation import PreparedParts
from segtui.pipeline.predicting.drawn_customers import DrawnCustomers
from segtui.pipeline.predicting.learned_rows import LearningRows, SnapshotsOfRun, log_of, logged_outcome, snapshots_in
from segtui.pipeline.predicting.people import Probabilities
from segtui.plan.model import Plan
from segtui.prediction.fit_folds import CrossFitted
from segtui.prediction.fit_prediction import Prediction
from segtui.prediction.labels.column_outcome import LabeledColumn
from segtui.prediction.learner import Floats
from segtui.prediction.predict import LabelColumn, Predict


class PeopleInParts:
    """See `segtui.pipeline.predicting.people.PredictedPeople`: a share of the customers is learned from, about `most`;
    `predicted` has the probabilities of all rows, by prediction, once they are known."""

    def __init__(self, plan: Plan, parts: PreparedParts, workers: Workers, folder: Path, most: int, tick: Tick) -> None:
        self._plan, self._parts, self._workers, self._folder = plan, parts, workers, folder
        self._most, self._tick = most, tick
        self._known: dict[str, pl.Series] = {}
        self._drawn: dict[str, tuple[int, int]] = {}
        self.rows = LearningRows.of(plan, parts.prepared)
        self.predicted: list[PredictedRows] = []

    def drawn(self, order: Predict) -> tuple[int, int]:
        """How many customers a prediction was learned from, and of how many."""
        return self._drawn.get(order.name, (self.rows.frame.height, self._parts.spilled.cleaned))

    def asked(self, order: Predict, where: str) -> SnapshotsOfRun:
        """The snapshots of drawn customers; see `PredictedPeople.asked`."""
        place, asked = log_of(order, self._plan, where)
        table = self.rows.tables[place]
        everyone, self._known[order.name] = asked.customers(table)
        drawn = DrawnCustomers.of(len(everyone), self._most, self._plan.seed)
        logged = logged_outcome(order, self._plan, self.rows, where, drawn)
        self._drawn[order.name] = logged.outcome.seen["id"].n_unique(), len(everyone)
        learning = self.rows.among(drawn)
        if self.rows.own is not None and self.rows.frame.height < self._parts.spilled.cleaned:
            learning = replace(learning, frame=self._own_rows(drawn, everyone))
        return snapshots_in(learning, logged, self._plan.seed)

    def by_log(self, model: Prediction, asked: SnapshotsOfRun, order: Predict) -> Probabilities:
        """See `PredictedPeople.by_log`."""
        joined = self._parts.joined
        own, made = self._features_on_the_day(asked, order)
        makers = replace(asked.rows.makers, tables={}, customers=None)
        known = self._known.pop(order.name)
        scores = ScoresByLog(model, joined, own, makers, made, known)
        found = self._scored(order, scores)
        return self._told(scores.of(self.rows.frame), found)

    def by_column(
        self, crossed: CrossFitted, labels: LabeledColumn, features: pl.DataFrame, order: Predict
    ) -> Probabilities:
        """See `PredictedPeople.by_column`."""
        assert isinstance(order.label, LabelColumn)
        model = crossed.fitted.prediction
        ids = self.rows.frame.get_column(self.rows.id).gather(labels.rows).alias("id")
        people = pl.DataFrame([ids, pl.Series("fold", crossed.folds)]).unique("id", keep="first", maintain_order=True)
        joined = self._parts.joined
        found = self._scored(order, ScoresByColumn(model, joined, order.label.column, crossed.tested, people))
        probability = model.probabilities(features)
        probability[labels.rows] = crossed.probability
        return self._told(probability, found)

    def _scored(self, order: Predict, scores: ScoresByLog | ScoresByColumn) -> ScoredParts:
        folder, seed = self._folder / order.name, self._plan.seed
        found = score_parts(self._workers, self._parts.parts, scores, folder, order.least_paying, seed, self._tick)
        if order.use_as != "none":
            self.predicted.append(
                PredictedRows(order.name, found.files, found.edges, tuple((order.bands or {}).items()))
            )
        return found

    def _told(self, rows: Floats, found: ScoredParts) -> Probabilities:
        return Probabilities(rows, found.scored, found.unscored, found.mean, found.edges, found.paying)

    def _features_on_the_day(
        self, asked: SnapshotsOfRun, order: Predict
    ) -> tuple[tuple[str, ...], Mapping[int, Derived]]:
        """The columns of the rows that a model may look at, and the features of tables on the day after the log.

        What the run itself has made of the log up to that day is not made again.
        """
        makers = replace(asked.rows.makers, tables=self.rows.tables)
        place, _ = log_of(order, self._plan, "predict")
        log, full = makers.makers[place], dict(self._parts.joined.makers)
        same: dict[int, Derived] = {}
        for at, maker in enumerate(makers.makers):
            made = full.get(at + 1)
            if isinstance(made, Derived) and isinstance(maker, LogMaker) and isinstance(log, LogMaker):
                is_of_log = maker.table() == log.table()
                if is_of_log and maker.measured_to(asked.day) == made.carried_out:
                    same[at] = made
        return self.rows.own or (), makers.of_tables(asked.day, same)

    def _own_rows(self, drawn: DrawnCustomers, everyone: pl.Series) -> pl.DataFrame:
        """The cleaned rows of drawn customers in all parts."""
        assert self.rows.own is not None
        columns = (self.rows.id, *self.rows.own)
        task = _Own(self._parts.joined.cleaned, columns, drawn, everyone)
        return pl.concat(self._workers.map(_own_of_part, self._parts.parts, task, self._tick))


@dataclass(frozen=True)
class _Own:
    cleaned: CleanedParts
    columns: tuple[str, ...]
    drawn: DrawnCustomers
    everyone: pl.Series


def _own_of_part(part: RowPart, task: _Own) -> pl.DataFrame:
    frame = task.cleaned.frame(part).select(cols(task.columns))
    ids = frame.get_column(task.columns[0])
    mine, theirs = comparable(ids, task.everyone)
    return frame.filter(mine.is_in(theirs.implode()).fill_null(False) & task.drawn.keeps(ids))
