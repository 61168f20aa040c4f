"""The rows that a prediction of a plan learns from, out of a prepared plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from segtui.data.table import Table
from segtui.errors import Fault, PlanError
from segtui.features.join_features import comparable
from segtui.features.row_maker import RowMaker
from segtui.libraries.columns import col, cols
from segtui.pipeline.preparing.predicted_names import log_number, outcome_of
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan
from segtui.prediction.labels.column_outcome import LabeledColumn, column_labels
from segtui.prediction.labels.log_outcome import OutcomeDays
from segtui.prediction.labels.stray_days import refuse_stray_days
from segtui.prediction.predict import SNAPSHOTS, LabelColumn, Predict
from segtui.prediction.snapshots.features_as_of import Makers
from segtui.prediction.snapshots.schedule import Schedule, plan_snapshots
from segtui.prediction.snapshots.snapshot_rows import LabeledRows, SnapshotRows, snapshot_rows


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


def logged_outcome(order: Predict, plan: Plan, prepared: PreparedRun, where: str) -> LoggedOutcome:
    """Read what a prediction is of; raises PlanError and DataError under the plan key `where`."""
    number = log_number(order, plan, where)
    asked = outcome_of(order, plan, number)
    tables = {key[0] - 1: table for key, table in prepared.derive_tables(plan)}
    if order.events and asked.columns.event is None:
        raise PlanError([Fault(f"{where}.events", f"derive[{number}] has no column of events", "leave events out")])
    outcome = asked.read(tables[number - 1])
    refuse_stray_days(outcome, f"derive[{number}]")
    schedule = plan_snapshots(
        outcome.first, outcome.over, order.days, order.snapshots or SNAPSHOTS, where=f"{where}.horizon"
    )
    return LoggedOutcome(outcome, schedule, tables)


def snapshots_of(order: Predict, plan: Plan, prepared: PreparedRun, where: str) -> SnapshotsOfRun:
    """The snapshots of the log that a prediction names; raises PlanError and DataError under the plan key `where`."""
    logged = logged_outcome(order, plan, prepared, where)
    outcome = logged.outcome
    customers = _own_rows(plan, prepared, outcome)
    own = () if customers is None else tuple(name for name in customers.columns if name != prepared.id)
    made = prepared.derived
    makers = Makers(
        tuple(each.carried_out or maker for maker, each in zip(plan.makers(), made, strict=True)),
        logged.tables,
        customers,
        prepared.id,
        {i: made[i].learned for i, maker in enumerate(plan.makers()) if isinstance(maker, RowMaker)},
    )
    return SnapshotsOfRun(outcome, snapshot_rows(makers, outcome, logged.schedule, plan.seed), own)


def rows_of_column(
    order: Predict, prepared: PreparedRun, where: str
) -> tuple[LabeledColumn, LabeledRows, pl.DataFrame]:
    """The labels of a column, the rows that have one, and the features of all rows."""
    assert isinstance(order.label, LabelColumn)
    try:
        labels = column_labels(prepared.frame, order.label.column, order.label.yes)
    except PlanError as error:
        raise PlanError([replace(f, key=f.key.replace("predict", where, 1)) for f in error.faults]) from None
    frame = prepared.frame.drop(cols([prepared.id, order.label.column]))
    ids = prepared.frame.get_column(prepared.id)
    days = np.zeros(len(labels.rows), dtype=np.int64)
    return labels, LabeledRows(frame[labels.rows], ids.gather(labels.rows), days, labels.outcome), frame


def _own_rows(plan: Plan, prepared: PreparedRun, outcome: OutcomeDays) -> pl.DataFrame | None:
    """The cleaned rows of the customers' own table with ids as the log has them; without what became of people."""
    if plan.source is None:
        return None
    made = {name for each in prepared.derived for name in each.frame.columns}
    judged = {one.column for one in prepared.outcomes}
    frame = prepared.frame.select(
        col(name) for name in prepared.frame.columns if name == prepared.id or name not in made | judged
    )
    ids, known = frame.get_column(prepared.id), outcome.seen.get_column("id")
    if ids.dtype == known.dtype:
        return frame
    mine, _ = comparable(ids, known)
    return frame.with_columns(mine.cast(known.dtype, strict=False).alias(prepared.id)).drop_nulls(cols([prepared.id]))
