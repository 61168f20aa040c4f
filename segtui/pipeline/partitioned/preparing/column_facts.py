"""What cleaning and scaling learn of columns over all parts: moments, quantiles and how often values occur."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.column_totals import Asked, ColumnTotals
from segtui.libraries.columns import col
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.totals import Bracket, RankCounts, Totals, bracket_of, quantile_of
from segtui.libraries.parts.workers import Workers

Floats = NDArray[np.float64]
_EVERYTHING = Bracket()


class View(Protocol):
    """What a part looks like at some stage of a run."""

    def frame(self, part: RowPart) -> pl.DataFrame:
        """The rows of a part at that stage."""
        ...


@dataclass(frozen=True)
class _Question:
    """What is counted in each part; `brackets` by column and quantile."""

    view: View
    asked: Mapping[str, Asked]
    brackets: Mapping[tuple[str, float], Bracket]


@dataclass(frozen=True)
class _Counted:
    """What one part or several have of a column."""

    totals: Totals
    missing: int
    between: dict[float, RankCounts]
    values: dict[object, int]

    def __add__(self, other: _Counted) -> _Counted:
        return _Counted(
            self.totals + other.totals,
            self.missing + other.missing,
            {share: found + other.between[share] for share, found in self.between.items()},
            {value: count + other.values[value] for value, count in self.values.items()},
        )


def facts_of(
    workers: Workers,
    parts: Sequence[RowPart],
    view: View,
    asked: Mapping[str, Asked],
    sample: pl.DataFrame,
    tick: Callable[[float], None] | None = None,
) -> dict[str, ColumnTotals]:
    """What is asked of columns over all parts in a view; `sample` has rows of that view, from which brackets come.

    Quantiles are exact: where one lies outside its bracket, the parts are walked through once more without it.
    """
    if not asked:
        return {}
    sorted_ = {name: np.sort(numbers(sample.get_column(name))) for name in asked if asked[name].quantiles}
    brackets = {
        (name, share): bracket_of(sorted_[name], share) for name, one in asked.items() for share in one.quantiles
    }
    known = _count(workers, parts, _Question(view, asked, brackets), tick)
    found = {key: _quantile(known[key[0]], key[1], bracket) for key, bracket in brackets.items()}
    missed = {key for key, value in found.items() if value is None}
    if missed:
        again = {name: Asked(tuple(s for n, s in missed if n == name)) for name in dict.fromkeys(n for n, _ in missed)}
        more = _count(workers, parts, _Question(view, again, dict.fromkeys(missed, _EVERYTHING)), tick)
        found |= {key: _quantile(more[key[0]], key[1], _EVERYTHING) for key in missed}
    return {name: _facts(known[name], {s: found[name, s] for s in one.quantiles}) for name, one in asked.items()}


def numbers(column: pl.Series) -> Floats:
    """The finite values of a column, as float64."""
    values = column.drop_nulls().cast(pl.Float64).to_numpy()
    finite: Floats = values[np.isfinite(values)]
    return finite


def _facts(known: _Counted, quantiles: Mapping[float, float | None]) -> ColumnTotals:
    totals = known.totals
    return ColumnTotals(
        totals.count,
        known.missing,
        totals.mean,
        totals.std(),
        totals.low,
        totals.high,
        {share: value for share, value in quantiles.items() if value is not None},
        known.values,
    )


def _quantile(known: _Counted, share: float, bracket: Bracket) -> float | None:
    count = known.totals.count
    return quantile_of(known.between[share], bracket, share, count) if count else float("nan")


def _count(
    workers: Workers, parts: Sequence[RowPart], question: _Question, tick: Callable[[float], None] | None
) -> dict[str, _Counted]:
    each = workers.map(_count_part, parts, question, tick)
    return reduce(lambda known, more: {name: add(one, more[name]) for name, one in known.items()}, each)


def _count_part(part: RowPart, question: _Question) -> dict[str, _Counted]:
    frame = question.view.frame(part)
    return {name: _counted(frame.get_column(name), name, one, question) for name, one in question.asked.items()}


def _counted(column: pl.Series, name: str, asked: Asked, question: _Question) -> _Counted:
    known = column.drop_nulls()
    values = numbers(column) if column.dtype.is_numeric() or column.dtype == pl.Boolean else np.empty(0)
    between = {share: RankCounts.of(values, question.brackets[name, share]) for share in asked.quantiles}
    occur = {value: int((known == value).sum()) for value in asked.values}
    if asked.shares:
        counts = known.cast(pl.String).alias("value").value_counts(name="n").sort(col("value"))
        occur = dict.fromkeys(asked.values, 0) | {v: n for v, n in counts.iter_rows() if v in asked.values}
    return _Counted(Totals.of(values), column.null_count(), between, occur)
