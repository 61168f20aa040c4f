"""Which days are snapshots, and what each is for: training, choosing a model, calibrating it, testing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Literal

from segtui.errors import DataError
from segtui.features.log.durations import read_duration
from segtui.language.sentences import say

Every = Literal["weekly", "monthly", "quarterly"] | str
"""How far snapshots are apart: a word, or a length of time of whole days."""
Role = Literal["training", "validation", "calibration", "test"]
_MOST = 36
"""Snapshots for training: older ones tell of other times."""


@dataclass(frozen=True)
class Schedule:
    """The snapshots by role, each rising, and the `horizon` in days for which each has labels.

    The labels of one role are all known when the next begins: between the last snapshot of one and the first of the
    next lies at least the horizon. Where the log is too short to choose a model apart from its calibration, both have
    the same snapshots (`apart` is false).
    """

    training: tuple[dt.date, ...]
    validation: tuple[dt.date, ...]
    calibration: tuple[dt.date, ...]
    test: tuple[dt.date, ...]
    horizon: int

    @property
    def apart(self) -> bool:
        """Whether the model is chosen on other snapshots than it is calibrated on."""
        return self.validation != self.calibration

    @property
    def days(self) -> tuple[dt.date, ...]:
        """All snapshots, rising, each once."""
        return tuple(sorted({*self.training, *self.validation, *self.calibration, *self.test}))


def plan_snapshots(
    first: dt.date, over: dt.date, horizon: int, every: Every = "monthly", tests: int = 1, where: str = ""
) -> Schedule:
    """The snapshots of a log whose rows are from `first` to the day before `over`.

    The last one has a whole `horizon` of days before `over`, and `tests` are for the test, in steps of `every`. A
    horizon before the first of them is the snapshot for calibration, a horizon before that the one for choosing, and
    from a horizon before that on, back in steps, those for training, down to a horizon after `first`.

    Raises DataError, naming `where`, for a log that is too short.
    """
    gap = dt.timedelta(days=horizon)
    last = over - gap
    test = tuple(sorted(_step_back(last, every, step) for step in range(tests)))
    calibration = test[0] - gap
    validation = calibration - gap
    training = _days_back(first + gap, validation - gap, every)
    if not training:
        validation, training = calibration, _days_back(first + gap, calibration - gap, every)
    if not training:
        _refuse(first, over - (last - test[0]), horizon, where)
    return Schedule(training[-_MOST:], (validation,), (calibration,), test, horizon)


def _days_back(first: dt.date, last: dt.date, every: Every) -> tuple[dt.date, ...]:
    """The last day and those before it in steps, down to the first one, rising."""
    days = takewhile(lambda day: day >= first, (_step_back(last, every, step) for step in count()))
    return tuple(sorted(days))


def _step_back(last: dt.date, every: Every, steps: int) -> dt.date:
    from dateutil.relativedelta import relativedelta

    if every in ("monthly", "quarterly"):
        return last - relativedelta(months=steps * (1 if every == "monthly" else 3))
    step = 7 if every == "weekly" else max(read_duration(every).days, 1)
    return last - dt.timedelta(days=steps * step)


def _refuse(first: dt.date, over: dt.date, horizon: int, where: str) -> None:
    covered = (over - first).days
    most = covered // 4
    what = say(
        "the log covers {covered:,} days, from {first}: too few to look {horizon:,} days "
        "ahead, which takes four horizons (history, training, calibration, test)",
        covered=covered,
        first=first,
        horizon=horizon,
    )
    raise DataError(
        what,
        where=where,
        fix=say("choose a horizon of at most {most}d", most=most) if most else say("use a longer log"),
    )
