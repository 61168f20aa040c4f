"""Customers at snapshots: what was known of each on the day, and what they did after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.prediction.labels.log_outcome import OutcomeDays
from segtui.prediction.snapshots.features_as_of import Makers, too_early
from segtui.prediction.snapshots.new_customers import are_new
from segtui.prediction.snapshots.schedule import Schedule

NEW_SHARE = 0.2
"""The share of all customers that is kept for the test, beside those who came too late for anything else."""


@dataclass(frozen=True)
class LabeledRows:
    """Rows to learn from or to judge by: `frame` (n rows) has the features, without the id.

    `ids` (n) are the customers, `days` (n, days since 1970) their snapshots, `outcome` (n) whether it came.
    """

    frame: pl.DataFrame
    ids: pl.Series
    days: NDArray[np.int64]
    outcome: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def positives(self) -> int:
        """How many have the outcome."""
        return int(self.outcome.sum())

    def where(self, chosen: NDArray[np.bool_]) -> LabeledRows:
        """The rows that are chosen (n)."""
        mask = pl.Series(chosen)
        return LabeledRows(self.frame.filter(mask), self.ids.filter(mask), self.days[chosen], self.outcome[chosen])

    @classmethod
    def together(cls, parts: Sequence[LabeledRows]) -> LabeledRows:
        """The rows of several, one after the other; a feature that some lack is empty there."""
        return cls(
            pl.concat([part.frame for part in parts], how="diagonal_relaxed"),
            pl.concat([part.ids for part in parts]),
            np.concatenate([part.days for part in parts]),
            np.concatenate([part.outcome for part in parts]),
        )


@dataclass(frozen=True)
class SnapshotRows:
    """The rows by role, and the schedule that was followed.

    `test` has all customers of the test's snapshots; `new` (n) says which of them nothing was learned from, who are in
    no other role. `skipped` are the earliest snapshots, for which a maker had too little, with what it said; `untimed`
    the places of makers that are left out. `makers` are those that a later day is to be asked of.
    """

    training: LabeledRows
    validation: LabeledRows
    calibration: LabeledRows
    test: LabeledRows
    new: NDArray[np.bool_]
    schedule: Schedule
    makers: Makers
    skipped: tuple[tuple[dt.date, str], ...] = ()
    untimed: tuple[int, ...] = ()


def snapshot_rows(makers: Makers, outcome: OutcomeDays, schedule: Schedule, seed: int = 0) -> SnapshotRows:
    """The customers known at each snapshot, with features as of then and labels of the days after.

    Raises DataError where even the last day of training has too little for a maker, or where nobody is left.
    """
    last = schedule.training[-1]
    settled = _settled(makers, outcome, last)
    rows: dict[dt.date, LabeledRows] = {}
    skipped: list[tuple[dt.date, str]] = []
    untimed: tuple[int, ...] = ()
    for day in reversed(schedule.days):
        ids = outcome.known(day)
        try:
            found = settled.as_of(ids, day)
        except DataError as error:
            if day >= last:
                raise too_early(error, day) from error
            skipped = [(each, error.what) for each in schedule.days if each <= day]
            break
        untimed = found.untimed
        days = np.full(len(ids), (day - dt.date(1970, 1, 1)).days, dtype=np.int64)
        rows[day] = LabeledRows(found.frame.drop(cols([settled.id])), ids, days, outcome.labels(ids, day))

    def of(days: tuple[dt.date, ...]) -> LabeledRows:
        return LabeledRows.together([rows[day] for day in days if day in rows])

    def known(days: tuple[dt.date, ...]) -> LabeledRows:
        found = of(days)
        return found.where(~are_new(found.ids, NEW_SHARE, seed))

    training, validation, calibration = (
        known(days) for days in (schedule.training, schedule.validation, schedule.calibration)
    )
    test = of(schedule.test)
    met = pl.concat([each.ids for each in (training, validation, calibration)]).unique()
    kept = replace(schedule, training=tuple(day for day in schedule.training if day in rows))
    return SnapshotRows(
        training,
        validation,
        calibration,
        test,
        ~test.ids.is_in(met.implode()).to_numpy().astype(np.bool_),
        kept,
        settled,
        tuple(skipped),
        untimed,
    )


def _settled(makers: Makers, outcome: OutcomeDays, day: dt.date) -> Makers:
    ids = outcome.known(day)
    if not len(ids):
        raise DataError(
            say("no customer has a row before {day}", day=day), where="predict", fix=say("choose a shorter horizon")
        )
    try:
        return makers.settled(ids, day)
    except DataError as error:
        raise too_early(error, day) from error
