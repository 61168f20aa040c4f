"""A model tried on the past: fitted to the first part of a log, held against the purchases of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.clv.maximum_likelihood import Floats
from segtui.features.clv.purchase_days import Customers, Purchases
from segtui.features.clv.purchase_history import Histories

MOST_REPEATS = 7
"""Customers with this many repeat purchases and more are one row of the table."""
FEWEST_WEEKS = 8

Expectation = Callable[[Histories, float], Floats]


@dataclass(frozen=True)
class Holdout:
    """What was expected and what came: `table` has repeats (before), customers, actual and expected mean purchases.

    `actual` and `expected` are sums over all customers known on `split`, for the weeks after it.
    """

    split: dt.date
    weeks: float
    table: pl.DataFrame
    actual: float
    expected: float


def split_day(first: dt.date, today: dt.date, horizon_weeks: float) -> dt.date | None:
    """From when on the last weeks before today are held out: the horizon, at most half of what follows the first day.

    None where that is under 8 weeks.
    """
    held = int(min(horizon_weeks * 7, (today - first).days / 2))
    return None if held < FEWEST_WEEKS * 7 else today - dt.timedelta(days=held)


def hold_out(purchases: Purchases, fit: Callable[[Customers], Expectation]) -> Holdout | None:
    """A model of the earlier customers against what they bought later; None where nothing is held back.

    `fit` makes a model of customers and returns what it expects. It may raise DataError: the earlier part may not
    carry a model where the whole does.
    """
    split, known, actual = purchases.split, purchases.earlier, purchases.later
    if split is None or known is None or actual is None:
        return None
    held = (purchases.today - split).days
    expected = fit(known)(known.histories, held / 7)
    repeats = np.minimum(known.histories.repeats, MOST_REPEATS).astype(np.int64)
    count = np.bincount(repeats, minlength=MOST_REPEATS + 1)
    shown = count > 0
    table = pl.DataFrame(
        {
            "repeats": np.flatnonzero(shown),
            "customers": count[shown],
            "actual": (np.bincount(repeats, actual, MOST_REPEATS + 1)[shown] / count[shown]),
            "expected": (np.bincount(repeats, expected, MOST_REPEATS + 1)[shown] / count[shown]),
        }
    )
    return Holdout(split, held / 7, table, float(actual.sum()), float(expected.sum()))
