"""A model tried on the past: fitted to the first part of a log, held against the purchases of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.clv.maximum_likelihood import Floats
from segtui.features.clv.purchase_days import Customers, customers, first_day
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


def hold_out(
    purchases: pl.DataFrame, today: dt.date, horizon_weeks: float, fit: Callable[[Customers], Expectation]
) -> Holdout | None:
    """Hold out the last weeks before today: the horizon, at most half the log. None where that is under 8 weeks.

    `fit` makes a model of customers and returns what it expects. It may raise DataError: the earlier part may not
    carry a model where the whole does.
    """
    days = (today - first_day(purchases)).days
    held = int(min(horizon_weeks * 7, days / 2))
    if held < FEWEST_WEEKS * 7:
        return None
    split = today - dt.timedelta(days=held)
    known = customers(purchases, split)
    expected = fit(known)(known.histories, held / 7)
    later = purchases.filter(pl.col("day") > split, pl.col("day") <= today).group_by("id").agg(bought=pl.len())
    bought = pl.DataFrame({"id": known.ids}).join(later, on="id", how="left", maintain_order="left")["bought"]
    actual = bought.fill_null(0).to_numpy().astype(np.float64)
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
