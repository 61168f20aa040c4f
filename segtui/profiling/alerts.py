"""What is odd about one column: every check, in the order that a reader wants to hear of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from segtui.profiling.aberrant import Fences, fences
from segtui.profiling.calendar import impossible_dates
from segtui.profiling.column import Alert
from segtui.profiling.ids import id_like, rounded_ids
from segtui.profiling.spelling import mixed_formats, stand_ins, unread
from segtui.profiling.summary import skewness
from segtui.profiling.values import Column, Values, quantile
from segtui.wording import counted, quoted, share

NULLS_SHARE = 0.05
CONSTANT_SHARE = 0.995
NEGATIVE_SHARE = 0.05
ABERRANT_SHARE = 0.05
SKEWED = 1.0
FEW = 20
"""Below so many values nothing is said of a distribution."""


def alerts(column: Column) -> tuple[Alert, ...]:
    """The alerts of one column; those that look at two columns are in `copies`."""
    return tuple(_alerts(column))


def _alerts(column: Column) -> Iterator[Alert]:
    yield from unread(column)
    yield from rounded_ids(column)
    yield from stand_ins(column)
    if not column.filled:
        if column.series.len():
            yield Alert("empty", f"none of its {counted(column.series.len(), 'cell')} holds a value", column.nulls)
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
        yield from _negative(column)
        yield from _distribution(column)


def _nulls(column: Column) -> Iterator[Alert]:
    rows = column.series.len()
    if column.nulls >= NULLS_SHARE * rows:
        yield Alert(
            "nulls",
            f"{column.nulls:,} of {counted(rows, 'cell')} ({share(column.nulls, rows)}) are empty",
            column.nulls,
        )


def _constant(column: Column) -> Alert | None:
    """One value in all cells, or in nearly all of enough of them."""
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


def _negative(column: Column) -> Iterator[Alert]:
    values = column.values
    below = int(np.searchsorted(values, 0, side="left"))
    above = values.size - int(np.searchsorted(values, 0, side="right"))
    if 0 < below <= NEGATIVE_SHARE * (below + above):
        part = f"{below:,} of {counted(values.size, 'value')} ({share(below, values.size)})"
        yield Alert("negative", f"{part} are below 0, the lowest {column.show(values[0].item())}", below)


def _distribution(column: Column) -> Iterator[Alert]:
    """Aberrant values, and skewness as it is without them."""
    found, bulk = fences(column.values), column.values
    if found and found.count > ABERRANT_SHARE * column.values.size:
        yield Alert("skewed", _heavy(column, found), found.count)
        return
    if found and found.count:
        yield Alert("aberrant", _aberrant(column, found), found.count)
        bulk = column.values[found.below : column.values.size - found.above]
    skew = skewness(bulk)
    if skew is not None and abs(skew) > SKEWED and column.distinct >= 10:
        yield Alert("skewed", _skewed(column, bulk, skew), int(bulk.size))


def _aberrant(column: Column, found: Fences) -> str:
    are = counted(found.count, "value is", "values are")
    worst = column.show(found.worst)
    middle = f"the middle half lies between {column.show(found.q1)} and {column.show(found.q3)}"
    return f"{are} far outside the rest, {'the worst ' if found.count > 1 else ''}{worst}, while {middle}"


def _heavy(column: Column, found: Fences) -> str:
    tail, far = ("upper", "up") if found.above >= found.below else ("lower", "down")
    part = share(found.count, column.values.size)
    reach = "three interquartile ranges beyond the middle half"
    return (
        f"heavy {tail} tail: {found.count:,} values ({part}) lie more than {reach}, {far} to {column.show(found.worst)}"
    )


def _skewed(column: Column, bulk: Values, skew: float) -> str:
    right = skew > 0
    middle, end = quantile(bulk, 0.5), bulk[-1 if right else 0].item()
    half = "" if middle == bulk[0 if right else -1] else "at most " if right else "at least "
    side, most = ("right", "largest") if right else ("left", "smallest")
    middle_and_end = f"half the values are {half}{column.show(middle)}, the {most} is {column.show(end)}"
    message = f"skewed to the {side} (skewness {skew:.1f}): {middle_and_end}"
    if not right or bulk[0] < 0:
        return message
    logged = skewness(np.log1p(bulk))
    if logged is None or abs(logged) >= skew / 2:
        return message
    return f"{message}, log1p brings it to {round(logged, 1) + 0.0:.1f}"
