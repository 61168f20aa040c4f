"""Tables to draw and to read: ROC and precision-recall curves, deciles, and how true probabilities are."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.prediction.metrics.ranking import CountsFromTop, Floats, Truth, rank

_POINTS = 200
_NORMAL = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


def ranking_curves(probability: Floats, outcome: Truth, points: int = _POINTS) -> pl.DataFrame:
    """Both curves by falling threshold: threshold, share chosen, true_positive_rate, false_positive_rate, precision.

    Recall is the true-positive rate. At most about this many points, evenly spread over the rows; first and last stay.
    """
    counts = rank(probability, outcome).counts()
    rows, hits = counts.rows[0], counts.hits[0]
    kept = _spread(rows, points)
    return pl.DataFrame(
        {
            "threshold": counts.values[kept],
            "chosen": rows[kept] / rows[-1],
            "true_positive_rate": hits[kept] / hits[-1],
            "false_positive_rate": (rows - hits)[kept] / (rows[-1] - hits[-1]),
            "precision": hits[kept] / rows[kept],
        }
    )


def _spread(rows: Floats, points: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The numbers of groups that stand nearest above evenly spread rows, and of the first and last."""
    wanted = np.searchsorted(rows, np.linspace(rows[0], rows[-1], points))
    return np.unique(np.concatenate([[0], wanted, [rows.size - 1]])).astype(np.int64)


def deciles(probability: Floats, outcome: Truth, count: int = 10) -> pl.DataFrame:
    """The rows by falling probability in ten equal parts, 10 the highest: what each holds, and lift and gain.

    Columns: decile, rows, positives, mean_probability, rate, lift (rate by the rate of all), gain (of all with the
    outcome the share from the top to here). Rows of equal probability count in parts where a boundary lies among them.
    """
    ranking = rank(probability, outcome)
    counts = ranking.counts()
    shares = np.arange(1, count + 1) / count
    rows = np.diff(np.concatenate([[0.0], shares * probability.size]))
    gain = counts.gain(shares)[0]
    positives = np.diff(np.concatenate([[0.0], gain])) * counts.positives[0, 0]
    summed = _summed(counts, np.cumsum(probability[ranking.order])[ranking.ends - 1], shares)
    rate = positives / rows
    return pl.DataFrame(
        {
            "decile": np.arange(count, 0, -1),
            "rows": rows,
            "positives": positives,
            "mean_probability": summed / rows,
            "rate": rate,
            "lift": rate / outcome.mean(),
            "gain": gain,
        }
    )


def _summed(counts: CountsFromTop, cumulated: Floats, shares: Floats) -> Floats:
    """The sum of probabilities in each part of the rows; `cumulated` (g) are those from the top to each group's end."""
    ends = np.concatenate([[0.0], counts.rows[0]])
    here = np.interp(shares * ends[-1], ends, np.concatenate([[0.0], cumulated]))
    return np.diff(np.concatenate([[0.0], here]))


def reliability(probability: Floats, outcome: Truth, bins: int = 10) -> pl.DataFrame:
    """How often the outcome came where it was said to be about as likely: bins of about equally many rows, rising.

    Columns: lowest, highest, rows, positives, mean_probability, rate, and its Wilson interval of 95 % low, high. Rows
    of equal probability share a bin, so there may be fewer.
    """
    edges = np.quantile(probability, np.linspace(0, 1, bins + 1)[1:-1])
    place = np.searchsorted(np.unique(edges), probability, side="left")
    table = (
        pl.DataFrame({"bin": place, "p": probability, "yes": outcome})
        .group_by("bin")
        .agg(
            lowest=pl.col("p").min(),
            highest=pl.col("p").max(),
            rows=pl.len().cast(pl.Int64),
            positives=pl.col("yes").sum().cast(pl.Int64),
            mean_probability=pl.col("p").sort().mean(),
        )
    )
    table = table.sort("bin").drop("bin")
    rows, positives = table["rows"].to_numpy().astype(float), table["positives"].to_numpy().astype(float)
    low, high = wilson(positives, rows)
    return table.with_columns(rate=pl.Series(positives / rows), low=pl.Series(low), high=pl.Series(high))


def wilson(positives: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """Wilson's interval of 95 % of rates (n), lower and upper bounds."""
    rate, z = positives / rows, _NORMAL
    middle = rate + z**2 / (2 * rows)
    spread = z * np.sqrt(rate * (1 - rate) / rows + z**2 / (4 * rows**2))
    scale = 1 + z**2 / rows
    return np.maximum((middle - spread) / scale, 0.0), np.minimum((middle + spread) / scale, 1.0)


def calibration_error(table: pl.DataFrame) -> float:
    """The mean distance of rate and mean probability over the bins of `reliability`, weighted by their rows."""
    off = np.abs(table["rate"].to_numpy() - table["mean_probability"].to_numpy())
    return float(np.average(off, weights=table["rows"].to_numpy()))
