"""Recency, frequency and monetary value of each customer from the lines of an orders table, and their scores."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.sentences import Sentence, row_of, say, say_counted

Values = NDArray[np.float64] | NDArray[np.int64]


def rfm_values(parts: Iterable[pl.DataFrame], monetary: Literal["sum", "mean"], notes: list[str]) -> pl.DataFrame:
    """The columns id, recency_days, frequency and monetary, a row per customer with an order, sorted by id.

    `parts` of the lines have no customer in common, and the columns id, age (days), amount, order and cancelled.
    Cancelled lines count for monetary only.
    """
    made, rows, returned_only = list[pl.DataFrame](), 0, 0
    for lines in parts:
        spent, counted = _sums(lines), _counted(lines)
        made.append(counted.join(spent, on="id", how="left"))
        rows, returned_only = rows + lines.height, returned_only + spent.height - counted.height
    customers = pl.concat(made).sort("id")
    if monetary == "mean":
        customers = customers.with_columns(pl.col("monetary") / pl.col("frequency"))
    orders = customers["frequency"].sum()
    notes.append(
        say(
            "{rows}: {orders} of {customers}.",
            rows=say_counted("{count:,} row", "{count:,} rows", rows),
            orders=say_counted("{count:,} order", "{count:,} orders", int(orders)),
            customers=say_counted("{count:,} customer", "{count:,} customers", customers.height),
        )
    )
    if returned_only:
        notes.append(
            say_counted(
                "{count:,} customer has cancelled or returned rows but no order, and no features.",
                "{count:,} customers have cancelled or returned rows but no order, and no features.",
                returned_only,
            )
        )
    return customers.select("id", "recency_days", "frequency", "monetary")


def _counted(lines: pl.DataFrame) -> pl.DataFrame:
    # whole numbers may be left to a threaded group-by, as they come out the same in any order
    return (
        lines.filter(~pl.col("cancelled"))
        .group_by("id")
        .agg(recency_days=pl.col("age").min(), frequency=pl.col("order").n_unique().cast(pl.Int64))
    )


def _sums(lines: pl.DataFrame) -> pl.DataFrame:
    """The sum of each id's amounts, rounded once at its end: no order of the rows matters, and cents stay cents."""
    lines = lines.select("id", "amount").sort("id")
    ends = np.cumsum(lines["id"].rle().struct.field("len").to_numpy()).tolist()
    amounts = lines["amount"].to_list()
    sums = [math.fsum(amounts[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return pl.DataFrame({"id": lines["id"].gather([e - 1 for e in ends]), "monetary": sums})


def edges(values: Values, bins: int) -> NDArray[np.float64]:
    """The bins - 1 inner quantiles of n >= 1 values, of Hyndman and Fan's type 7 (R's and NumPy's default).

    The position (n - 1) * j / bins is kept as a fraction of whole numbers, so that a quantile that falls on a value
    is that value exactly; floating point would put some values on the wrong side of their own quantile.
    """
    ordered = np.sort(values.astype(np.float64))
    position = (ordered.size - 1) * np.arange(1, bins, dtype=np.int64)
    low, rest = position // bins, position % bins
    high = np.minimum(low + 1, ordered.size - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rest / bins)


def score(values: Values, cuts: NDArray[np.float64], *, low_is_best: bool = False) -> NDArray[np.int64]:
    """The scores (n, 1 to bins) of values by the inner edges of their bins, bins closed on the right.

    A value goes to the first bin whose edge it does not exceed, so equal values share a bin. The highest bin scores
    highest, or with `low_is_best` the lowest.
    """
    found = np.searchsorted(cuts, values.astype(np.float64), side="left").astype(np.int64)
    return cuts.size + 1 - found if low_is_best else found + 1


def empty_scores(values: Values, scores: NDArray[np.int64], bins: int, *, learned: bool = False) -> Sentence | None:
    """A sentence on the scores that nobody has and why; None when everyone is taken.

    `learned` says that the bins are an earlier run's. Bins of one's own are empty where there are fewer customers than
    bins, else only where values are equal; then the value that most share is named.
    """
    absent = [s for s in range(1, bins + 1) if not np.any(scores == s)]
    if not absent:
        return None
    return say_counted(
        "score {scores} is empty, because {why}. The scale of 1 to {bins} is kept.",
        "scores {scores} are empty, because {why}. The scale of 1 to {bins} is kept.",
        len(absent),
        scores=row_of([str(each) for each in absent]),
        why=_why_empty(values, bins, learned),
        bins=bins,
    )


def _why_empty(values: Values, bins: int, learned: bool) -> Sentence:
    if learned:
        return say_counted(
            "the one customer falls into other bins of the earlier run",
            "the {count:,} customers fall into other bins of the earlier run",
            values.size,
        )
    if values.size < bins:
        return say_counted(
            "there is {count:,} customer for {bins} scores",
            "there are {count:,} customers for {bins} scores",
            values.size,
            bins=bins,
        )
    distinct, counts = np.unique(values, return_counts=True)
    top = int(np.argmax(counts))
    return say(
        "equal values share a score; {sharing:,} of {customers:,} customers have the value {value:,.10g}",
        sharing=int(counts[top]),
        customers=values.size,
        value=float(distinct[top]),
    )
