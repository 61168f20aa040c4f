"""The figures of one column, each the same whatever the number of threads."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.table import ColumnReading
from segtui.profiling.column import ColumnProfile, Value
from segtui.profiling.wording import figure

Values = NDArray[Any]
BINS = 20
TOP = 10
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Column:
    """One column, ready to be judged.

    `values` are the finite values of a numeric column, or days or ticks of a temporal one, sorted; `counts` the
    distinct values of a text or boolean column, `value`, with how often each occurs, `n`, in no order.
    """

    series: pl.Series
    kind: str
    is_id: bool = False
    reading: ColumnReading | None = None
    values: Values = field(default_factory=lambda: np.empty(0))
    counts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame({"value": [], "n": []}))
    nulls: int = 0
    infinite: int = 0

    @property
    def name(self) -> str:
        """The column's name."""
        return self.series.name

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return self.series.len() - self.nulls

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.kind in ("integer", "number")

    @property
    def temporal(self) -> bool:
        """Whether the column holds dates or times."""
        return self.kind in ("date", "datetime")

    @cached_property
    def runs(self) -> tuple[Values, NDArray[np.int64]]:
        """The distinct `values`, rising, and how often each occurs."""
        if not self.values.size:
            return self.values, np.empty(0, dtype=np.int64)
        starts = np.concatenate([[0], np.flatnonzero(self.values[1:] != self.values[:-1]) + 1])
        return self.values[starts], np.diff(np.append(starts, self.values.size))

    @cached_property
    def distinct(self) -> int:
        """How many different values there are, infinite ones included."""
        if self.kind == "other":
            return self.series.drop_nulls().n_unique()
        if self.counts.height:
            return self.counts.height
        return int(self.runs[0].size) + (
            self.series.filter(self.series.is_infinite()).n_unique() if self.infinite else 0
        )

    def show(self, value: float) -> str:
        """One of `values` as a person writes it."""
        if self.temporal:
            return str(self.plain(value))
        years = self.kind == "integer" and self.quantile(0.25) >= 1500 and self.quantile(0.75) <= 2200
        return figure(value, plain=years)

    def plain(self, value: float) -> Value:
        """One of `values` as a file holds it: a number, or ISO 8601 text."""
        if self.temporal:
            return _iso(math.floor(value), self.series.dtype)
        return int(value) if self.kind == "integer" and value == int(value) else float(value)

    def quantile(self, p: float) -> float:
        """The type-7 quantile of `values`."""
        return quantile(self.values, p)


def quantile(ordered: Values, p: float) -> float:
    """The type-7 quantile of a sorted array that is not empty."""
    place = p * (ordered.size - 1)
    low = math.floor(place)
    below, above = float(ordered[low]), float(ordered[min(low + 1, ordered.size - 1)])
    return below if below == above else below + (place - low) * (above - below)


def column(series: pl.Series, *, is_id: bool = False, reading: ColumnReading | None = None) -> Column:
    """Sort or count a column once, for all that is said of it."""
    series = _known(series)
    kind = kind_of(series.dtype)
    make = partial(Column, series, kind, is_id=is_id, reading=reading, nulls=series.null_count())
    if kind in ("integer", "number"):
        filled = series.drop_nulls().to_numpy()
        finite = filled[np.isfinite(filled)] if kind == "number" else filled
        return make(values=np.sort(finite), infinite=filled.size - finite.size)
    if kind in ("date", "datetime"):
        return make(values=np.sort(series.drop_nulls().to_physical().to_numpy()))
    if kind in ("text", "boolean"):
        return make(counts=series.alias("value").drop_nulls().value_counts(name="n"))
    return make()


def kind_of(dtype: pl.DataType) -> str:
    """integer, number, text, date, datetime, boolean, or other for what has no distribution."""
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    names = {pl.String: "text", pl.Date: "date", pl.Datetime: "datetime", pl.Boolean: "boolean"}
    return names.get(dtype.base_type(), "other")


def summarise(column: Column) -> ColumnProfile:
    """The figures of a column, without its alerts."""
    make = partial(ColumnProfile, column.name, column.kind, column.series.len(), column.nulls, column.distinct)
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
    """The moment ratio g1 = m3 / m2^1.5 of an array; null where it does not vary."""
    return _moments(ordered)[2]


def _known(series: pl.Series) -> pl.Series:
    """Categories as text, decimals and wide integers as floats, NaN as null; times and durations as text."""
    base = series.dtype.base_type()
    if base in (pl.Categorical, pl.Enum, pl.Time, pl.Duration):
        series = series.cast(pl.String)
    elif base in (pl.Decimal, pl.Int128, pl.UInt128):
        series = series.cast(pl.Float64)
    elif base is pl.Null:
        series = series.cast(pl.String)
    return series.fill_nan(None) if series.dtype.is_float() else series


def _moments(ordered: Values) -> tuple[float | None, float | None, float | None]:
    """Mean, std (ddof 1) and skewness, summed block by block in the values' order; null where they overflow."""
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


def _histogram(column: Column) -> tuple[int, ...]:
    ordered = column.values
    low, high = ordered[0], ordered[-1]
    if low == high:
        return (int(ordered.size),)
    inner: Values = float(low) + (float(high) / BINS - float(low) / BINS) * np.arange(1, BINS)
    if column.kind != "number" and int(high) - int(low) < BINS:
        inner = np.arange(int(low) + 1, int(high) + 1)
    places = np.searchsorted(ordered, inner, side="left")
    return tuple(int(c) for c in np.diff(places, prepend=0, append=ordered.size))


def _top(column: Column) -> tuple[tuple[str, int], ...]:
    if column.counts.height:
        rows = column.counts.filter(pl.col("n") > 1).sort("n", "value", descending=[True, False]).head(TOP).iter_rows()
        return tuple((str(value).lower() if column.kind == "boolean" else value, n) for value, n in rows)
    values, counts = column.runs
    often = np.flatnonzero(counts > 1)
    first = often[np.argsort(-counts[often], kind="stable")[:TOP]]
    return tuple((str(column.plain(values[i].item())), int(counts[i])) for i in first)


def _iso(ticks: int, dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Datetime):
        text = str(np.datetime64(ticks, dtype.time_unit).astype("datetime64[s]"))
        return text.removesuffix("T00:00:00").replace("T", " ")
    return str(np.datetime64(ticks, "D"))
