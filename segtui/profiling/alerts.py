"""What is odd about one column: every check, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segtui.language.sentences import say, say_counted
from segtui.language.wording import quoted
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


def alerts(column: ColumnValues, whole: ColumnValues | None = None) -> tuple[Alert, ...]:
    """The alerts of one column; those about pairs of columns are in `redundant_columns`.

    `whole` has the counts of all rows where `column` is a sample of them: of cells that are empty or hold one value,
    and of ids.
    """
    return tuple(_alerts(column, whole or column))


def _alerts(column: ColumnValues, whole: ColumnValues) -> Iterator[Alert]:
    yield from unread(column)
    yield from rounded_ids(column)
    yield from dates_for_none(column)
    if not whole.filled:
        if whole.rows:
            message = say_counted("no values in {count:,} cell", "no values in {count:,} cells", whole.rows)
            yield Alert("empty", message, whole.nulls)
        return
    yield from _nulls(whole)
    yield from mixed_formats(column)
    if whole.infinite:
        infinite = say_counted("{count:,} value is infinite", "{count:,} values are infinite", whole.infinite)
        yield Alert("infinite", infinite, whole.infinite)
    constant = _constant(whole)
    if constant:
        yield constant
        return
    named = id_like(whole)
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
    rows = column.rows
    if column.nulls >= NULLS_SHARE * rows:
        message = say_counted(
            "{empty:,} of {count:,} cell ({part:share}) are empty",
            "{empty:,} of {count:,} cells ({part:share}) are empty",
            rows,
            empty=column.nulls,
            part=(column.nulls, rows),
        )
        yield Alert("nulls", message, column.nulls)


def _constant(column: ColumnValues) -> Alert | None:
    """One value in all cells, or in nearly all of them if there are enough."""
    if column.kind == "other":
        return None
    most = column.most()
    if most is None:
        return None
    value, often = most
    shown = column.show(value) if column.values.size else str(value).lower()  # type: ignore[arg-type]
    shown = quoted(str(value)) if column.kind == "text" else shown
    filled = column.filled
    if column.distinct == 1:
        if column.nulls:
            return Alert("constant", say("every cell that is not empty holds {value}", value=shown), filled)
        return Alert("constant", say("every cell holds {value}", value=shown), filled)
    if often < CONSTANT_SHARE * filled:
        return None
    rest = filled - often
    message = say_counted(
        "nearly constant: {part:share} of the cells hold {value}, {count:,} cell differs",
        "nearly constant: {part:share} of the cells hold {value}, {count:,} cells differ",
        rest,
        part=(often, filled),
        value=shown,
    )
    return Alert("constant", message, often)


def _negative(column: ColumnValues) -> Iterator[Alert]:
    values = column.values
    below = int(np.searchsorted(values, 0, side="left"))
    above = values.size - int(np.searchsorted(values, 0, side="right"))
    if 0 < below <= NEGATIVE_SHARE * (below + above):
        message = say_counted(
            "{below:,} of {count:,} value ({part:share}) are below 0, the lowest {lowest}",
            "{below:,} of {count:,} values ({part:share}) are below 0, the lowest {lowest}",
            values.size,
            below=below,
            part=(below, values.size),
            lowest=column.show(values[0].item()),
        )
        yield Alert("negative", message, below)
