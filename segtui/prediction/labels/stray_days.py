"""Rows of a log that are dated long after all others: mostly typing errors, which would move every snapshot."""

from __future__ import annotations

import datetime as dt

import numpy as np

from segtui.errors import DataError
from segtui.language.sentences import say, say_counted
from segtui.prediction.labels.log_outcome import OutcomeDays

_FEW = 0.01
_HORIZONS = 3
_LEAST_DAYS = 90


def refuse_stray_days(found: OutcomeDays, where: str) -> None:
    """Raise DataError where a hundredth of the customers' days or less come three horizons (90 days) after the others.

    What is predicted is of the days after the last row: one row of the year 2050 leaves nothing to learn from. The
    machine's date is not asked, so that a plan does tomorrow what it does today.
    """
    days, counts = np.unique(found.seen["day"].to_numpy(), return_counts=True)
    after = np.cumsum(counts[::-1])[::-1][1:]  # how many come from each day but the first on
    far = np.diff(days) > max(_HORIZONS * found.outcome.horizon, _LEAST_DAYS)
    stray = np.flatnonzero(far & (after <= _FEW * counts.sum()))
    if not stray.size:
        return
    at = int(stray[0])
    last, first = (dt.date(1970, 1, 1) + dt.timedelta(days=int(day)) for day in days[at : at + 2])
    what = say_counted(
        "a row is dated {first} or later, {days:,} days after all others, which end on {last}",
        "{count:,} rows are dated {first} or later, {days:,} days after all others, which end on {last}",
        int(after[at]),
        first=str(first),
        days=(first - last).days,
        last=str(last),
    )
    raise DataError(what, where=where, fix=say("correct these dates, or take the rows out of the log"))
