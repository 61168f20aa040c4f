"""One row out of several: for each column the value that its rule says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import polars as pl

from segtui.cleaning.matching.comparison import Rows
from segtui.libraries.columns import col

MergeRule = Literal["most_complete", "first", "last", "latest", "most_frequent", "longest", "sum", "mean", "min", "max"]
ON_NUMBERS = ("sum", "mean")
_GROUP, _PLACE, _FILLED, _DATE = "\0group", "\0place", "\0filled", "\0date"
_MADE: dict[MergeRule, Callable[[pl.Expr], pl.Expr]] = {
    "most_complete": lambda cells: cells.sort_by(_FILLED, _PLACE, descending=[True, False]).drop_nulls().first(),
    "first": lambda cells: cells.drop_nulls().first(),
    "last": lambda cells: cells.drop_nulls().last(),
    "latest": lambda cells: cells.sort_by(_DATE, _PLACE, nulls_last=False).drop_nulls().last(),
    "most_frequent": lambda cells: cells.drop_nulls().mode(maintain_order=True).first(),
    "longest": lambda cells: cells.sort_by(_length(cells), _PLACE, descending=[True, False]).drop_nulls().first(),
    "sum": lambda cells: pl.when(cells.is_not_null().any()).then(cells.sum()),
    "mean": lambda cells: cells.mean(),
    "min": lambda cells: cells.min(),
    "max": lambda cells: cells.max(),
}


def _length(cells: pl.Expr) -> pl.Expr:
    return cells.cast(pl.String).str.len_chars().fill_null(0)


def merged(frame: pl.DataFrame, of: Rows, rules: Mapping[str, MergeRule], latest_by: str | None) -> pl.DataFrame:
    """The rows that are the first of their person (`of`), with the values that the rules make of all of the person's.

    A column without a rule keeps the first row's value. Empty cells are passed over by every rule. `latest_by` is the
    column of dates that "latest" goes by; without one, the last row of the table is the latest.
    """
    frame = frame.with_columns(col(c).cast(pl.Float64) for c, rule in rules.items() if rule == "mean")
    stays = of == np.arange(len(of))
    kept = frame.filter(pl.Series(stays))
    several = np.bincount(of, minlength=len(of))[of] > 1
    if not rules or not several.any():
        return kept
    filled = pl.sum_horizontal([col(c).is_not_null().cast(pl.Int32) for c in frame.columns])
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    date = col(latest_by) if latest_by else place
    marks = frame.select(filled.alias(_FILLED), place.alias(_PLACE), date.alias(_DATE))
    rows = pl.concat([frame, marks, pl.DataFrame({_GROUP: of})], how="horizontal").filter(pl.Series(several))
    made = rows.group_by(_GROUP, maintain_order=True).agg(_MADE[rule](col(c)).alias(c) for c, rule in rules.items())
    at = np.searchsorted(np.flatnonzero(stays), made.get_column(_GROUP).to_numpy())
    types = {c: made.schema[c] for c in rules}
    return kept.with_columns(kept.get_column(c).cast(kind).scatter(at, made.get_column(c)) for c, kind in types.items())
