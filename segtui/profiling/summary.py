"""The figures of one column, which do not depend on the number of threads."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import polars as pl

from segtui.profiling.column import ColumnProfile
from segtui.profiling.column_values import ColumnValues, Values

BINS = 20
TOP = 10
_BLOCK = 1 << 20


def summarise(column: ColumnValues) -> ColumnProfile:
    """The figures of a column, without its alerts."""
    make = partial(ColumnProfile, column.name, column.kind, column.rows, column.nulls, column.distinct)
    make = partial(make, top=_top(column))
    if column.kind == "boolean" and column.counts.height:
        counts = dict(column.counts.iter_rows())
        no, yes = counts.get(False, 0), counts.get(True, 0)
        return make(mean=yes / (no + yes), histogram=(no, yes))
    if not column.values.size:
        return make()
    low, high = column.values[0].item(), column.values[-1].item()
    q1, median, q3 = (column.plain(column.quantile(p)) for p in (0.25, 0.5, 0.75))
    make = partial(make, min=column.plain(low), q1=q1, median=median, q3=q3, max=column.plain(high))
    mean, std, skew = _moments(column.values) if column.numeric else (None, None, None)
    return make(mean=mean, std=std, skewness=skew, histogram=_histogram(column))


def skewness(ordered: Values) -> float | None:
    """The moment ratio g1 = m3 / m2^1.5 of an array; None if it does not vary."""
    return _moments(ordered)[2]


def _moments(ordered: Values) -> tuple[float | None, float | None, float | None]:
    """Mean, std (ddof 1) and skewness, summed block by block in the order of the values; None if they overflow."""
    n = ordered.size
    if ordered[0] == ordered[-1]:
        return float(ordered[0]), 0.0 if n > 1 else None, None
    blocks = [ordered[i : i + _BLOCK] for i in range(0, n, _BLOCK)]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        mean = sum(float(np.sum(b, dtype=np.float64)) for b in blocks) / n
        squares = sum(_power(b, mean, 1.0, 2) for b in blocks)
        cubes = sum(_power(b, mean, math.sqrt(squares / n), 3) for b in blocks)
    found = (mean, math.sqrt(squares / (n - 1)), cubes / n)
    return tuple(x if math.isfinite(x) else None for x in found)  # type: ignore[return-value]


def _power(block: Values, mean: float, deviation: float, power: int) -> float:
    """The sum of a block's second or third powers of (value - mean) / deviation."""
    z = (block - mean) / deviation
    return float(np.sum(z * z if power == 2 else z * z * z))


def _histogram(column: ColumnValues) -> tuple[int, ...]:
    ordered = column.values
    low, high = ordered[0], ordered[-1]
    if low == high:
        return (int(ordered.size),)
    places = np.searchsorted(ordered, bin_edges(column.kind, low, high), side="left")
    return tuple(int(c) for c in np.diff(places, prepend=0, append=ordered.size))


def bin_edges(kind: str, low: float, high: float) -> Values:
    """Where the bins of a histogram between two values part: the first value of each but the first."""
    if kind != "number" and int(high) - int(low) < BINS:
        return np.arange(int(low) + 1, int(high) + 1)
    return float(low) + (float(high) / BINS - float(low) / BINS) * np.arange(1, BINS)


def _top(column: ColumnValues) -> tuple[tuple[str, int], ...]:
    if column.counts.height:
        rows = column.counts.filter(pl.col("n") > 1).sort("n", "value", descending=[True, False]).head(TOP).iter_rows()
        return tuple((str(value).lower() if column.kind == "boolean" else value, n) for value, n in rows)
    values, counts = column.runs
    often = np.flatnonzero(counts > 1)
    first = often[np.argsort(-counts[often], kind="stable")[:TOP]]
    return tuple((str(column.plain(values[i].item())), int(counts[i])) for i in first)
