"""The rows of a table up to a moment: what was known then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import polars as pl

from segtui.data.table import Table
from segtui.errors import DataError
from segtui.features.log.times import moments
from segtui.language.sentences import say


def rows_before(table: Table, column: str, moment: int, day: str) -> Table:
    """The table with its rows before a moment, by a column that `is_timed`; rows without a time are left out.

    Raises DataError, naming the `day`, where there is none.
    """
    frame = _before(table.frame, column, moment)
    parts = tuple(partial(_part_before, part, column, moment) for part in table.parts)
    if not frame.height and not any(part().height for part in parts):
        raise DataError(
            say("no row is dated before {day}", day=day), where=table.reading.path, fix=say("choose a later day")
        )
    return replace(table, frame=frame, parts=parts)


def _before(frame: pl.DataFrame, column: str, moment: int) -> pl.DataFrame:
    return frame.filter((moments(frame, column) < moment).fill_null(False))


def _part_before(part: Callable[[], pl.DataFrame], column: str, moment: int) -> pl.DataFrame:
    return _before(part(), column, moment)
