"""One column, sorted or counted once for all checks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.table import ColumnReading
from segtui.language.sentences import Sentence
from segtui.language.wording import is_plain
from segtui.profiling.column import Value

Values = NDArray[Any]


@dataclass(frozen=True)
class ColumnValues:
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
        """The number of cells that are not empty."""
        return self.rows - self.nulls

    @property
    def rows(self) -> int:
        """The number of cells."""
        return self.series.len()

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
        """The distinct `values` in ascending order, and how often each occurs."""
        if not self.values.size:
            return self.values, np.empty(0, dtype=np.int64)
        starts = np.concatenate([[0], np.flatnonzero(self.values[1:] != self.values[:-1]) + 1])
        return self.values[starts], np.diff(np.append(starts, self.values.size))

    @cached_property
    def distinct(self) -> int:
        """The number of distinct values, including infinite ones."""
        if self.kind == "other":
            return self.series.drop_nulls().n_unique()
        if self.counts.height:
            return self.counts.height
        return int(self.runs[0].size) + (
            self.series.filter(self.series.is_infinite()).n_unique() if self.infinite else 0
        )

    def most(self) -> tuple[object, int] | None:
        """The most frequent of `values` or `counts`, and how many cells hold it; None where there is none."""
        if self.counts.height:
            value, often = self.counts.filter(pl.col("n") == pl.col("n").max()).sort("value").row(0)
            return value, often
        if not self.values.size:
            return None
        values, counts = self.runs
        at = int(np.argmax(counts))
        return values[at].item(), int(counts[at])

    def show(self, value: float) -> str:
        """One of `values`, formatted for people."""
        if self.temporal:
            return str(self.plain(value))
        plain = self.kind == "integer" and is_plain(self.name, self.quantile(0.25), self.quantile(0.75))
        return Sentence("{value:plain}" if plain else "{value:figure}", {"value": value})

    def plain(self, value: float) -> Value:
        """One of `values` as stored in a file: a number, or ISO 8601 text."""
        if self.temporal:
            return _iso(math.floor(value), self.series.dtype)
        return int(value) if self.kind == "integer" and value == int(value) else float(value)

    def quantile(self, p: float) -> float:
        """The type-7 quantile of `values`."""
        return quantile(self.values, p)


def quantile(ordered: Values, p: float) -> float:
    """The type-7 quantile of a sorted, non-empty array."""
    place = p * (ordered.size - 1)
    low = math.floor(place)
    below, above = float(ordered[low]), float(ordered[min(low + 1, ordered.size - 1)])
    return below if below == above else below + (place - low) * (above - below)


def column(series: pl.Series, *, is_id: bool = False, reading: ColumnReading | None = None) -> ColumnValues:
    """Sort or count a column once, for all checks."""
    series = _known(series)
    kind = kind_of(series.dtype)
    make = partial(ColumnValues, series, kind, is_id=is_id, reading=reading, nulls=series.null_count())
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
    """integer, number, text, date, datetime, boolean, or other if it has no distribution."""
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    names = {pl.String: "text", pl.Date: "date", pl.Datetime: "datetime", pl.Boolean: "boolean"}
    return names.get(dtype.base_type(), "other")


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


def _iso(ticks: int, dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Datetime):
        text = str(np.datetime64(ticks, dtype.time_unit).astype("datetime64[s]"))
        return text.removesuffix("T00:00:00").replace("T", " ")
    return str(np.datetime64(ticks, "D"))
