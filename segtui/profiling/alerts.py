"""What is odd about one column: every check, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from segtui.language.figures import share
from segtui.language.wording import counted, quoted
from segtui.profiling.column import Alert
from segtui.profiling.column_values import ColumnValues
from segtui.profiling.distribution import distribution
from segtui.profiling.ids import id_like, rounded_ids
from segtui.profiling.implausible_dates import impossible_dates
from segtui.profiling.inconsistent_values import dates_for_none, mixed_formats, unread
from segtui.profiling.stand_ins import stand_ins

NULLS_SHARE = 0.05
CONSTANT_SHARE = 0.995
NEGATIVE_SHARE = 0.05
FEW = 20
"""Distributions with fewer values than this are not judged."""


def alerts(column: ColumnValues) -> tuple[Alert, ...]:
    """The alerts of one column; those about pairs of columns are in `redundant_columns`."""
    return tuple(_alerts(column))


def _alerts(column: ColumnValues) -> Iterator[Alert]:
    yield from unread(column)
    yield from rounded_ids(column)
    yield from dates_for_none(column)
    if not column.filled:
        if column.series.len():
            yield Alert("empty", f"no values in {counted(column.series.len(), 'cell')}", column.nulls)
        return
    yield from _nulls(column)
    yield from mixed_formats(column)
    if column.infinite:
        yield Alert("infinite", f"{counted(column.infinite, 'value is', 'values are')} infinite", column.infinite)
    constant = _constant(column)
    if constant:
        yield constant
        return
    named = id_like(column)
    if named:
        yield named
        return
    if column.temporal or column.kind == "integer":
        yield from impossible_dates(column)
    if column.numeric and column.values.size >= FEW and column.distinct > 2:
        found = list(stand_ins(column))
        yield from found
        if not any(float(alert.facts["value"]) < 0 for alert in found):
            yield from _negative(column)
        yield from distribution(column)
    elif column.kind == "text":
        yield from stand_ins(column)


def _nulls(column: ColumnValues) -> Iterator[Alert]:
    rows = column.series.len()
    if column.nulls >= NULLS_SHARE * rows:
        yield Alert(
            "nulls",
            f"{column.nulls:,} of {counted(rows, 'cell')} ({share(column.nulls, rows)}) are empty",
            column.nulls,
        )


def _constant(column: ColumnValues) -> Alert | None:
    """One value in all cells, or in nearly all of them if there are enough."""
    if column.kind == "other":
        return None
    if column.counts.height:
        value, often = column.counts.filter(pl.col("n") == pl.col("n").max()).sort("value").row(0)
        shown = quoted(value) if column.kind == "text" else str(value).lower()
    elif column.values.size:
        values, counts = column.runs
        most = int(np.argmax(counts))
        shown, often = column.show(values[most].item()), int(counts[most])
    else:
        return None
    filled = column.filled
    if column.distinct == 1:
        filled_cell = "every cell" if not column.nulls else "every cell that is not empty"
        return Alert("constant", f"{filled_cell} holds {shown}", filled)
    if often < CONSTANT_SHARE * filled:
        return None
    rest = filled - often
    differ = counted(rest, "cell differs", "cells differ")
    return Alert("constant", f"nearly constant: {share(often, filled)} of the cells hold {shown}, {differ}", often)


def _negative(column: ColumnValues) -> Iterator[Alert]:
    values = column.values
    below = int(np.searchsorted(values, 0, side="left"))
    above = values.size - int(np.searchsorted(values, 0, side="right"))
    if 0 < below <= NEGATIVE_SHARE * (below + above):
        part = f"{below:,} of {counted(values.size, 'value')} ({share(below, values.size)})"
        yield Alert("negative", f"{part} are below 0, the lowest {column.show(values[0].item())}", below)
