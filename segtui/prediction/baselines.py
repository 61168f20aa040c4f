"""What a prediction of purchases has to beat: the BG/NBD model, and how long ago somebody bought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.errors import DataError
from segtui.features.clv.lifetime_value import fit_purchases
from segtui.features.clv.purchase_history import Histories
from segtui.features.log.times import day_number
from segtui.prediction.labels.log_outcome import OutcomeDays
from segtui.prediction.learner import Floats

_WEEK = 7.0


@dataclass(frozen=True)
class Baselines:
    """Probabilities or ranks of customers (n) on a day, by what was known before it.

    `bg_nbd` is the probability that the outcome comes, None where its model does not suit the log; `recency` (n) rises
    with how likely the last time alone makes it, and is not a probability.
    """

    recency: Floats
    bg_nbd: Floats | None


def baselines(outcome: OutcomeDays, ids: pl.Series, day: dt.date) -> Baselines:
    """The baselines for an outcome of a log, of customers (n ids) on a day."""
    past = outcome.acts.filter(pl.col("day") < day_number(day))
    found = past.group_by("id").agg(
        first=pl.col("day").min(), last=pl.col("day").max(), repeats=pl.len().cast(pl.Int64) - 1
    )
    mine = pl.DataFrame({"id": ids}).join(found, on="id", how="left", maintain_order="left")
    since = day_number(day) - mine["last"].fill_null(-(10**6)).to_numpy().astype(np.float64)
    sign = 1.0 if outcome.outcome.predicts == "churn" else -1.0
    return Baselines(sign * since, _bg_nbd(outcome, found, mine, day))


def _bg_nbd(outcome: OutcomeDays, all_: pl.DataFrame, mine: pl.DataFrame, day: dt.date) -> Floats | None:
    """Of all customers with a purchase one model; who has none gets the lowest probability."""
    try:
        model, _ = fit_purchases(_histories(all_.sort("id"), day), "bg_nbd", outcome.log.where)
    except DataError:
        return None
    bought = mine["last"].is_not_null().to_numpy()
    buys = np.zeros(mine.height)
    from segtui.features.clv.bg_nbd import BgNbd

    if not isinstance(model, BgNbd) or not bought.any():
        return None
    buys[bought] = model.buys_within(_histories(mine.drop_nulls("last"), day), outcome.outcome.horizon / _WEEK)
    return 1 - buys if outcome.outcome.predicts == "churn" else buys


def _histories(customers: pl.DataFrame, day: dt.date) -> Histories:
    first, last, repeats = (customers[name].to_numpy().astype(np.float64) for name in ("first", "last", "repeats"))
    return Histories(repeats, (last - first) / _WEEK, (day_number(day) - first) / _WEEK)
