"""Segments against the values of any column: counts, shares, and how far they belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

Labels = NDArray[np.int32]
MOST_VALUES = 20
BINS = 5


@dataclass(frozen=True)
class Crosstab:
    """`counts` (segments × values) of the rows that have a value; `segments` and `values` name its sides.

    `missing` is how many rows have none. `chi_squared` with `freedom` degrees and `p_value` tests independence
    (Pearson), `cramers_v` (0 to 1) is its effect size; None where a side has only one entry.
    """

    column: str
    segments: tuple[int, ...]
    values: tuple[str, ...]
    counts: NDArray[np.int64]
    missing: int
    chi_squared: float | None
    freedom: int
    p_value: float | None
    cramers_v: float | None

    @property
    def shares(self) -> NDArray[np.float64]:
        """The share of each value in its segment, 0 to 1."""
        found: NDArray[np.float64] = self.counts / np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        return found

    @property
    def index(self) -> NDArray[np.float64]:
        """100 × a value's share in the segment / its share of all rows; NaN where no row has it."""
        total = self.counts.sum(axis=0) / max(int(self.counts.sum()), 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: NDArray[np.float64] = 100 * self.shares / total
        return found

    def hidden(self, min_size: int) -> NDArray[np.bool_]:
        """Which cells stand for fewer than `min_size` people, and could name them; empty ones don't."""
        return (self.counts > 0) & (self.counts < min_size)


def crosstab(column: pl.Series, labels: Labels) -> Crosstab:
    """Count a column by segment; noise is a segment of its own (-1).

    Numbers and days of more than 20 values fall into fifths of about equal size; of more than 20 other values the most
    frequent 19 stand alone.
    """
    numbers = _numbers(column)
    if numbers is not None and numbers.drop_nulls().n_unique() > MOST_VALUES:
        cells = _fifths(numbers, days=column.dtype.is_temporal())
    elif numbers is not None and column.dtype.is_numeric():
        cells = numbers.cast(pl.String).str.strip_suffix(".0")
    else:
        cells = _common((column.dt.date() if numbers is not None else column).cast(pl.String))
    seen = pl.DataFrame({"cell": cells, "number": numbers, "segment": labels}).drop_nulls("cell")
    values, segments = _order(seen, numbers is not None), np.unique(labels)
    places = {value: at for at, value in enumerate(values)}
    counts = np.zeros((len(segments), len(values)), np.int64)
    columns = np.array([places[cell] for cell in seen["cell"]], np.int64)
    np.add.at(counts, (np.searchsorted(segments, seen["segment"].to_numpy()), columns), 1)
    missing = len(labels) - seen.height
    return Crosstab(column.name, tuple(int(s) for s in segments), tuple(values), counts, missing, *_test(counts))


def _numbers(column: pl.Series) -> pl.Series | None:
    """What a column's values are in order by: its numbers, days since 1970; None for anything else."""
    if column.dtype.is_numeric():
        return column.cast(pl.Float64).fill_nan(None) + 0.0  # -0.0 is 0
    if column.dtype in (pl.Date, pl.Datetime):
        return column.dt.date().cast(pl.Int32).cast(pl.Float64)
    return None


def _test(counts: NDArray[np.int64]) -> tuple[float | None, int, float | None, float | None]:
    from scipy.stats import chi2

    table = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0].astype(np.float64)
    smaller = min(table.shape) - 1
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    if smaller < 1:
        return None, 0, None, None
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    statistic = float((np.square(table - expected) / expected).sum())
    return statistic, freedom, float(chi2.sf(statistic, freedom)), float(np.sqrt(statistic / table.sum() / smaller))


def _fifths(numbers: pl.Series, days: bool) -> pl.Series:
    """Each number's fifth by the quantiles, named by its bounds, which are as round as their distances allow."""
    finite = numbers.filter(numbers.is_finite())
    edges = [float(finite.quantile(q / BINS, "linear") or 0.0) for q in range(1, BINS)]
    spread = edges[-1] - edges[0]
    if 1e-300 < spread < math.inf:
        digits = 2 - math.floor(math.log10(spread))
        step = 10.0 ** (0 if days else -digits)
        edges = [round(math.floor(edge / step) * step, max(digits, 0)) for edge in edges]
    edges = sorted(set(edges))
    told = [_day(edge) if days else f"{edge:.12g}" for edge in edges]
    inner = [f"{low} – {high}" for low, high in pairwise(told)]
    names = pl.Series([f"≤ {told[0]}", *inner, f"> {told[-1]}"])
    places = pl.Series(edges).search_sorted(numbers, "left")
    return pl.select(pl.when(numbers.is_not_null()).then(names.gather(places))).to_series()


def _day(edge: float) -> str:
    return (date(1970, 1, 1) + timedelta(days=edge)).isoformat()


def _common(cells: pl.Series) -> pl.Series:
    counts = cells.alias("value").drop_nulls().value_counts(name="rows")
    if counts.height <= MOST_VALUES:
        return cells
    kept = counts.sort("rows", "value", descending=[True, False])["value"].head(MOST_VALUES - 1)
    alone = pl.when(cells.is_in(kept.implode()) | cells.is_null()).then(cells)
    return pl.select(alone.otherwise(pl.lit("others"))).to_series()


def _order(seen: pl.DataFrame, ordered: bool) -> list[str]:
    """The values as a person expects them: numbers, days and fifths rising, words by their frequency."""
    by = pl.col("number").min() if ordered else -pl.len().cast(pl.Int64)
    return seen.group_by("cell").agg(by=by).sort("by", "cell")["cell"].to_list()
