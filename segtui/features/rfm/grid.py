"""The grid of recency and frequency scores: how many customers are in each cell, and what they spent."""

from __future__ import annotations

import polars as pl


def score_grid(customers: pl.DataFrame, bins: int) -> pl.DataFrame:
    """A row for each cell of the grid, best recency first, then by frequency: bins² rows.

    Columns r_score, f_score, customers, share (of all customers), value (summed) and value_share (empty where all of it
    together is not above 0). `customers` has r_score, f_score and value, what each has spent in all.
    """
    scale = pl.DataFrame({"score": range(1, bins + 1)}, schema={"score": pl.Int64})
    cells = scale.select(r_score="score").join(scale.select(f_score="score"), how="cross")
    ordered = customers.sort("r_score", "f_score", "value")  # sums of floats must not depend on threads
    counted = ordered.group_by("r_score", "f_score", maintain_order=True).agg(
        customers=pl.len().cast(pl.Int64), value=pl.col("value").sum()
    )
    filled = cells.join(counted, on=["r_score", "f_score"], how="left").with_columns(
        pl.col("customers").fill_null(0), pl.col("value").fill_null(0.0)
    )
    total = filled["value"].sum()
    shares = {
        "share": pl.col("customers") / max(customers.height, 1),
        "value_share": pl.col("value") / total if total > 0 else pl.lit(None, dtype=pl.Float64),
    }
    columns = ["r_score", "f_score", "customers", "share", "value", "value_share"]
    return filled.with_columns(**shares).select(columns).sort(["r_score", "f_score"], descending=[True, False])
