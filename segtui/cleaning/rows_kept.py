"""Which rows of a frame a cleaning step has kept."""

from __future__ import annotations

import polars as pl

from segtui.cleaning.step import Step
from segtui.errors import SegtuiError

_MARK = "\0row"


def rows_kept(step: Step, before: pl.DataFrame, after: pl.DataFrame, id: str) -> pl.Series | None:
    """The row numbers in `before` of the rows of `after`, in their order; None where they can't be told.

    Steps keep the order of the rows. Which rows are gone is seen by carrying the step out again on numbered rows, where
    the numbers change nothing; else by ids that name one row each; else by the cells, where no cell was changed.
    """
    if before.height == after.height:
        return pl.Series(range(before.height), dtype=pl.Int64)
    for found in (_by_number(step, before, after, id), _by_id(before, after, id), _by_cells(before, after)):
        if found is not None and found.len() == after.height:
            return found
    return None


def _by_number(step: Step, before: pl.DataFrame, after: pl.DataFrame, id: str) -> pl.Series | None:
    """Numbers of a type that no step works on; a step that compares whole rows gives another result with them."""
    numbers = pl.Series(_MARK, range(before.height), dtype=pl.Int64).cast(pl.Duration("us"))
    try:
        marked = step.apply(before.with_columns(numbers), id=id).frame
    except (SegtuiError, pl.exceptions.PolarsError):
        return None
    if _MARK not in marked.columns or not marked.drop(_MARK).equals(after):
        return None
    return marked.get_column(_MARK).cast(pl.Int64)


def _by_id(before: pl.DataFrame, after: pl.DataFrame, id: str) -> pl.Series | None:
    ids = before.get_column(id)
    if id not in after.columns or ids.dtype != after[id].dtype or not ids.is_unique().all():
        return None
    return ids.is_in(after.get_column(id).implode(), nulls_equal=True).arg_true().cast(pl.Int64)


def _by_cells(before: pl.DataFrame, after: pl.DataFrame) -> pl.Series | None:
    """Each row's next equal; of equal rows it does not matter which is meant."""
    if before.schema != after.schema:
        return None
    found, place, cells = [], 0, before.hash_rows().to_list()
    for wanted in after.hash_rows().to_list():
        while place < len(cells) and cells[place] != wanted:
            place += 1
        found.append(place)
        place += 1
    return pl.Series(found, dtype=pl.Int64) if place <= len(cells) else None
