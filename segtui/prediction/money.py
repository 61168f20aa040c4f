"""What a mailing costs and brings: from which probability on it pays, and the profit by decile and by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.prediction.metrics.curves import deciles
from segtui.prediction.metrics.ranking import Floats, Truth


@dataclass(frozen=True)
class ContactMoney:
    """What it costs to contact someone, and the margin that an outcome brings, in the same currency.

    Raises ValueError unless contact is 0 or more and margin above 0.
    """

    contact: float
    margin: float

    def __post_init__(self) -> None:
        if not (0 <= self.contact < np.inf and 0 < self.margin < np.inf):
            raise ValueError("contact must be 0 or more, margin above 0")

    @property
    def threshold(self) -> float:
        """The probability above which a contact brings more than it costs; from 1 on none ever does.

        It holds for true (calibrated) probabilities that the contact brings the outcome. Where people would have bought
        without it, that is the uplift.
        """
        return self.contact / self.margin

    def profit(self, probability: Floats) -> Floats:
        """The expected profit (n) of contacting each."""
        return probability * self.margin - self.contact

    def brought(self, rows: float, positives: float) -> float:
        """What contacting rows brought, of which `positives` had the outcome, less what it cost."""
        return positives * self.margin - rows * self.contact


def profit_by_decile(probability: Floats, outcome: Truth, money: ContactMoney) -> pl.DataFrame:
    """What contacting each tenth of the rows would have brought, from the highest probabilities (decile 10) down.

    Columns: decile, rows, positives, expected_profit (by probabilities), profit (by outcomes), and cumulative_profit of
    this decile and all above it.
    """
    table = deciles(probability, outcome)
    cost = money.contact * pl.col("rows")
    table = table.select(
        "decile",
        "rows",
        "positives",
        expected_profit=money.margin * pl.col("rows") * pl.col("mean_probability") - cost,
        profit=money.margin * pl.col("positives") - cost,
    )
    return table.with_columns(cumulative_profit=pl.col("profit").cum_sum())


def profit_by_group(probability: Floats, outcome: Truth, groups: pl.Series, money: ContactMoney) -> pl.DataFrame:
    """What contacting those above the threshold would have brought, and contacting everyone: by group, then all (null).

    Columns: group (rising), rows, contacted, positives (of those), expected_profit, profit, profit_of_all.
    """
    rows = pl.DataFrame(
        {
            "group": groups,
            "chosen": probability > money.threshold,
            "outcome": outcome,
            "expected": money.profit(probability),
            "brought": outcome * money.margin - money.contact,
        }
    )
    chosen = pl.col("chosen")
    told = (
        pl.len().cast(pl.Int64).alias("rows"),
        chosen.sum().cast(pl.Int64).alias("contacted"),
        (chosen & pl.col("outcome")).sum().cast(pl.Int64).alias("positives"),
        pl.col("expected").filter(chosen).sum().alias("expected_profit"),
        pl.col("brought").filter(chosen).sum().alias("profit"),
        pl.col("brought").sum().alias("profit_of_all"),
    )
    by_group = rows.group_by("group", maintain_order=True).agg(told).sort("group")
    every = rows.select(pl.lit(None, groups.dtype).alias("group"), *told)
    return pl.concat([by_group, every])
