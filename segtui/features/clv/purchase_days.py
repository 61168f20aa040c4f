"""The purchases of each customer by day, from the lines of an orders table, and the history that models read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

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
    return _customers([_seen(purchases, today)], today)


def _seen(purchases: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """The first and last purchase of each customer up to a day, how many came after the first, and their mean."""
    return (
        purchases.filter(pl.col("day") <= day)
        .group_by("id", maintain_order=True)
        .agg(
            first=pl.col("day").first(),
            last=pl.col("day").last(),
            repeats=pl.len().cast(pl.Int64) - 1,
            spend=pl.col("paid").slice(1).mean().fill_null(0.0),
        )
    )


def _customers(seen: Sequence[pl.DataFrame], today: dt.date) -> Customers:
    found = pl.concat(seen).sort("id")
    weeks = (pl.lit(today) - pl.col("first")).dt.total_days() / WEEK
    found = found.with_columns(age=weeks, until=(pl.col("last") - pl.col("first")).dt.total_days() / WEEK)
    histories = Histories(
        found["repeats"].to_numpy().astype(np.float64),
        found["until"].to_numpy().astype(np.float64),
        found["age"].to_numpy().astype(np.float64),
    )
    return Customers(found["id"], histories, found["spend"].to_numpy().astype(np.float64))


@dataclass(frozen=True)
class Purchases:
    """What the purchases up to a day say: the `customers` then, and their `first` day.

    `earlier` are those known on the day `split`, and `later` (n of these) how many purchases each made after it.
    """

    customers: Customers
    first: dt.date
    today: dt.date
    split: dt.date | None = None
    earlier: Customers | None = None
    later: Floats | None = None

    @classmethod
    def of(cls, parts: Iterable[pl.DataFrame], first: dt.date, today: dt.date, split: dt.date | None) -> Self:
        """Those of frames of `purchase_days` that have no customer in common; without a split nothing is held back."""
        now, before, after = list[pl.DataFrame](), list[pl.DataFrame](), list[pl.DataFrame]()
        for purchases in parts:
            now.append(_seen(purchases, today))
            if split is not None:
                before.append(_seen(purchases, split))
                held = purchases.filter(pl.col("day") > split, pl.col("day") <= today)
                after.append(held.group_by("id").agg(bought=pl.len()))
        known = _customers(now, today)
        if split is None:
            return cls(known, first, today)
        earlier = _customers(before, split)
        ids = pl.DataFrame({"id": earlier.ids})
        later = ids.join(pl.concat(after), on="id", how="left", maintain_order="left")["bought"]
        return cls(known, first, today, split, earlier, later.fill_null(0).to_numpy().astype(np.float64))
