"""A column of which there is a sample, and all of whose rows were counted elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial

import numpy as np
import polars as pl

from segtui.data.table import Table
from segtui.profiling.alerts import alerts
from segtui.profiling.column import ColumnProfile
from segtui.profiling.column_values import ColumnValues, column
from segtui.profiling.profile import Profile, profile
from segtui.profiling.summary import TOP

_CANDIDATES = TOP + 5


@dataclass(frozen=True)
class ColumnCounts:
    """A column over all rows: `points` are the least value, the quartiles and the largest, in the units of
    `ColumnValues.values`, none where it has no such; `often` has how many cells hold each of `candidates`."""

    rows: int
    nulls: int
    infinite: int = 0
    distinct: int = 0
    points: tuple[float, ...] = ()
    mean: float | None = None
    std: float | None = None
    skewness: float | None = None
    histogram: tuple[int, ...] = ()
    often: Mapping[object, int] = field(default_factory=dict)


def candidates(sample: ColumnValues) -> tuple[object, ...]:
    """The values of a sample that may be the most frequent of all rows, as numbers, text, or true and false."""
    if sample.counts.height:
        some = sample.counts.filter(pl.col("n") > 1).sort("n", "value", descending=[True, False]).head(_CANDIDATES)
        return tuple(some.get_column("value"))
    values, counts = sample.runs
    often = np.flatnonzero(counts > 1)
    return tuple(values[i].item() for i in often[np.argsort(-counts[often], kind="stable")[:_CANDIDATES]])


@dataclass(frozen=True)
class CountedColumn(ColumnValues):
    """A sample of a column's values between the ends of all, with the counts of all rows."""

    known: ColumnCounts = field(default_factory=lambda: ColumnCounts(0, 0))

    @classmethod
    def of(cls, sample: ColumnValues, known: ColumnCounts) -> CountedColumn:
        """The counted column of a sample."""
        values = sample.values
        if values.size and known.points:
            values = np.concatenate([[known.points[0]], values[1:-1], [known.points[-1]]]).astype(values.dtype)
        own = {one.name: getattr(sample, one.name) for one in fields(sample)}
        return cls(**{**own, "values": values, "nulls": known.nulls, "infinite": known.infinite}, known=known)

    @property
    def rows(self) -> int:
        """The cells of all rows."""
        return self.known.rows

    @property
    def distinct(self) -> int:
        """The distinct values of all rows."""
        return self.known.distinct

    def most(self) -> tuple[object, int] | None:
        """The most frequent value."""
        return max(self.known.often.items(), key=lambda one: one[1], default=None)

    def summary(self) -> ColumnProfile:
        """The figures of all rows, without alerts."""
        known = self.known
        make = partial(ColumnProfile, self.name, self.kind, known.rows, known.nulls, known.distinct)
        ranked = sorted(known.often.items(), key=lambda one: -one[1])[:TOP]
        make = partial(make, top=tuple((self._told(value), n) for value, n in ranked if n > 1))
        if self.kind == "boolean" and self.filled:
            return make(mean=known.mean, histogram=known.histogram)
        if not known.points:
            return make()
        low, q1, median, q3, high = map(self.plain, known.points)
        make = partial(make, min=low, q1=q1, median=median, q3=q3, max=high, histogram=known.histogram)
        return make(mean=known.mean, std=known.std, skewness=known.skewness)

    def _told(self, value: object) -> str:
        if self.kind in ("text", "boolean"):
            return str(value).lower() if self.kind == "boolean" else str(value)
        return str(self.plain(value))  # type: ignore[arg-type]


def profile_of_sample(table: Table, known: Mapping[str, ColumnCounts], rows: int) -> Profile:
    """The profile of a table of this many rows, from a sample of them and what was counted of all.

    Alerts of empty cells, of one value and of ids are of all rows; the others are those of the sample.
    """
    looks = profile(table)
    readings = {c.name: c for c in table.reading.columns}
    found = list[ColumnProfile]()
    for one in looks.columns:
        if one.name not in known:
            found.append(one)
            continue
        sample = column(table.frame.get_column(one.name), is_id=one.name == table.id, reading=readings.get(one.name))
        whole = CountedColumn.of(sample, known[one.name])
        pairs = [alert for alert in one.alerts if alert.code in ("near_copy", "correlated", "sum_of_columns")]
        found.append(replace(whole.summary(), alerts=(*alerts(sample, whole), *pairs)))
    return Profile(tuple(found), rows)


def ticks(cells: pl.Series) -> pl.Series:
    """A column with days and times as whole numbers, and NaN as empty."""
    if cells.dtype.is_temporal():
        return cells.to_physical().cast(pl.Int64)
    return cells.fill_nan(None) if cells.dtype.is_float() else cells
