"""The rows that a prediction of a plan learns from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import polars as pl

from segtui.data.table import Table
from segtui.errors import Fault, PlanError
from segtui.features.join_features import comparable
from segtui.features.maker import FeatureMaker
from segtui.features.row_maker import RowMaker
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.pipeline.predicting.drawn_customers import DrawnCustomers
from segtui.pipeline.preparing.predicted_names import log_number, outcome_of
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan
from segtui.prediction.labels.column_outcome import LabeledColumn, column_labels
from segtui.prediction.labels.log_outcome import LogOutcome, OutcomeDays
from segtui.prediction.labels.stray_days import refuse_stray_days
from segtui.prediction.predict import SNAPSHOTS, LabelColumn, Predict
from segtui.prediction.snapshots.features_as_of import Makers
from segtui.prediction.snapshots.schedule import Schedule, plan_snapshots
from segtui.prediction.snapshots.snapshot_rows import LabeledRows, SnapshotRows, snapshot_rows


@dataclass(frozen=True)
class LearningRows:
    """What predictions learn from: cleaned rows with their features (`frame`), and what makes features of earlier days.

    By their place in the plan, from 0, `makers` are as the run had them, `tables` what they read, `learned` what
    they learned that is not to be learned again. `own` are the columns of the customers' own table, without what became
    of people; None where there is no such table.
    """

    frame: pl.DataFrame
    id: str
    makers: tuple[FeatureMaker, ...]
    tables: Mapping[int, Table]
    learned: Mapping[int, Mapping[str, Any]]
    own: tuple[str, ...] | None

    @classmethod
    def of(cls, plan: Plan, prepared: PreparedRun) -> Self:
        """Those of a prepared plan."""
        made, makers = prepared.derived, plan.makers()
        others = {name for each in made for name in each.frame.columns} | {one.column for one in prepared.outcomes}
        own = tuple(name for name in prepared.frame.columns if name not in others and name != prepared.id)
        return cls(
            prepared.frame,
            prepared.id,
            tuple(each.carried_out or maker for maker, each in zip(makers, made, strict=True)),
            {key[0] - 1: table for key, table in prepared.derive_tables(plan)},
            {i: made[i].learned for i, maker in enumerate(makers) if isinstance(maker, RowMaker)},
            own if plan.source else None,
        )

    def among(self, drawn: DrawnCustomers) -> LearningRows:
        """Those of drawn customers, in memory."""
        if drawn.are_all:
            return self
        ids = {place: maker.id for place, maker in enumerate(self.makers) if isinstance(maker, TableMaker)}
        tables = {place: drawn.table(table, ids[place]) for place, table in self.tables.items()}
        return replace(self, frame=drawn.rows(self.frame, self.id), tables=tables)

    def makers_by(self, ids: pl.Series) -> Makers:
        """The makers for customers whose ids are as these are."""
        return Makers(self.makers, self.tables, self._customers(ids), self.id, self.learned)

    def _customers(self, ids: pl.Series) -> pl.DataFrame | None:
        """The rows of the customers' own table with ids of the type of others."""
        if self.own is None:
            return None
        frame = self.frame.select(cols([self.id, *self.own]))
        mine = frame.get_column(self.id)
        if mine.dtype == ids.dtype:
            return frame
        like, _ = comparable(mine, ids)
        return frame.with_columns(like.cast(ids.dtype, strict=False).alias(self.id)).drop_nulls(cols([self.id]))


@dataclass(frozen=True)
class SnapshotsOfRun:
    """Customers at snapshots of a log, and what they did; `own` are the columns of the customers' own table."""

    outcome: OutcomeDays
    rows: SnapshotRows
    own: tuple[str, ...]

    @property
    def day(self) -> dt.date:
        """The day on which the run's customers are asked: the one after the last row of the log."""
        return self.outcome.over


@dataclass(frozen=True)
class LoggedOutcome:
    """What happened by the log of a prediction, its snapshots, and the tables of all makers by their place."""

    outcome: OutcomeDays
    schedule: Schedule
    tables: Mapping[int, Table]


def log_of(order: Predict, plan: Plan, where: str) -> tuple[int, LogOutcome]:
    """The place of the maker whose log a prediction names, from 0, and what is looked for there; raises PlanError under
    the plan key `where`."""
    number = log_number(order, plan, where)
    asked = outcome_of(order, plan, number)
    if order.events and asked.columns.event is None:
        raise PlanError(
            [
                Fault(
                    f"{where}.events",
                    say("derive[{number}] has no column of events", number=number),
                    say("leave events out"),
                )
            ]
        )
    return number - 1, asked


def logged_outcome(
    order: Predict, plan: Plan, rows: LearningRows, where: str, drawn: DrawnCustomers | None = None
) -> LoggedOutcome:
    """Read what a prediction is of, for all customers or those drawn; raises PlanError and DataError under the plan key
    `where`."""
    place, asked = log_of(order, plan, where)
    outcome = asked.read(rows.tables[place], None if drawn is None or drawn.are_all else drawn.keeps)
    refuse_stray_days(outcome, f"derive[{place + 1}]")
    schedule = plan_snapshots(
        outcome.first, outcome.over, order.days, order.snapshots or SNAPSHOTS, where=f"{where}.horizon"
    )
    return LoggedOutcome(outcome, schedule, rows.tables)


def snapshots_of(order: Predict, plan: Plan, rows: LearningRows, where: str) -> SnapshotsOfRun:
    """The snapshots of the log that a prediction names; raises PlanError and DataError under the plan key `where`."""
    return snapshots_in(rows, logged_outcome(order, plan, rows, where), plan.seed)


def snapshots_in(rows: LearningRows, logged: LoggedOutcome, seed: int) -> SnapshotsOfRun:
    """The snapshots of an outcome; raises DataError where there is too little to learn from."""
    makers = rows.makers_by(logged.outcome.seen.get_column("id"))
    return SnapshotsOfRun(logged.outcome, snapshot_rows(makers, logged.outcome, logged.schedule, seed), rows.own or ())


def rows_of_column(order: Predict, rows: LearningRows, where: str) -> tuple[LabeledColumn, LabeledRows, pl.DataFrame]:
    """The labels of a column, the rows that have one, and the features of all rows."""
    assert isinstance(order.label, LabelColumn)
    try:
        labels = column_labels(rows.frame, order.label.column, order.label.yes)
    except PlanError as error:
        raise PlanError([replace(f, key=f.key.replace("predict", where, 1)) for f in error.faults]) from None
    frame = rows.frame.drop(cols([rows.id, order.label.column]))
    ids = rows.frame.get_column(rows.id)
    days = np.zeros(len(labels.rows), dtype=np.int64)
    return labels, LabeledRows(frame[labels.rows], ids.gather(labels.rows), days, labels.outcome), frame
