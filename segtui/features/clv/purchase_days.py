"""The purchases of each customer by day, from the lines of an orders table, and the history that models read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.clv.maximum_likelihood import Floats
from segtui.features.clv.purchase_history import Histories

WEEK = 7.0


@dataclass(frozen=True)
class Customers:
    """Customers by id (n, rising), their histories, and the mean spend (n) of their repeat purchases, 0 without one.

    A purchase is a day with an order; its value what was paid on that day.
    """

    ids: pl.Series
    histories: Histories
    spend: Floats

    @property
    def repeaters(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which customers (n) have a repeat purchase and paid for it."""
        return (self.histories.repeats > 0) & (self.spend > 0)


def purchase_days(lines: pl.DataFrame) -> pl.DataFrame:
    """The columns id, day and paid, a row per customer and day with an order, sorted by both.

    `lines` has the columns id, day, amount and cancelled; cancelled lines do not count.
    """
    kept = lines.filter(~pl.col("cancelled")).select("id", "day", "amount").sort("id", "day", "amount")
    if not kept.height:
        return kept.rename({"amount": "paid"})
    starts = np.flatnonzero((kept["id"] != kept["id"].shift()).fill_null(True) | (kept["day"] != kept["day"].shift()))
    # Summed in sorted order by one thread, so that no order of the rows changes a bit of the result.
    paid = np.add.reduceat(kept["amount"].to_numpy(), starts)
    return kept.select("id", "day").gather(starts).with_columns(paid=pl.Series(paid))


def customers(purchases: pl.DataFrame, today: dt.date) -> Customers:
    """What is known on a day, from the purchases (of `purchase_days`) up to it."""
    known = purchases.filter(pl.col("day") <= today)
    weeks = (pl.lit(today) - pl.col("first")).dt.total_days() / WEEK
    found = (
        known.group_by("id", maintain_order=True)
        .agg(
            first=pl.col("day").first(),
            last=pl.col("day").last(),
            repeats=pl.len().cast(pl.Int64) - 1,
            spend=pl.col("paid").slice(1).mean().fill_null(0.0),
        )
        .with_columns(age=weeks, until=(pl.col("last") - pl.col("first")).dt.total_days() / WEEK)
    )
    histories = Histories(
        found["repeats"].to_numpy().astype(np.float64),
        found["until"].to_numpy().astype(np.float64),
        found["age"].to_numpy().astype(np.float64),
    )
    return Customers(found["id"], histories, found["spend"].to_numpy().astype(np.float64))


def first_day(purchases: pl.DataFrame) -> dt.date:
    """The day of the first of at least one purchase (of `purchase_days`)."""
    first: dt.date = purchases.get_column("day").unique().sort().item(0)
    return first
