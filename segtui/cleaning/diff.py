"""What a cleaning step changes: counts of cells for the log, and the cells and rows themselves for the eye."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from segtui.cleaning.step import Step
from segtui.errors import SegtuiError

_SCHEMA = {
    "row": pl.Int64,
    "id": pl.String,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "dropped": pl.Boolean,
}


_MARK = "\0row"


def cells_changed(before: pl.DataFrame, after: pl.DataFrame, columns: Sequence[str]) -> int:
    """Cells of `columns` that differ between two frames of the same rows; null equals null.

    Numbers are compared as numbers. If the type changed in another way, a cell counts if its text differs:
    "12" cast to 12 is the same cell, "1.200,50 €" cast to 1200.5 is not.
    """
    return sum(column_changed(before.get_column(c), after.get_column(c)) for c in columns)


def column_changed(before: pl.Series, after: pl.Series) -> int:
    """Cells that differ between two columns of the same rows."""
    if before.dtype != after.dtype:
        if before.dtype.is_numeric() and after.dtype.is_numeric():
            before, after = before.cast(pl.Float64), after.cast(pl.Float64)
        else:
            before, after = as_text(before), as_text(after)
    return int(before.ne_missing(after).sum())


def as_text(column: pl.Series) -> pl.Series:
    """A column as text: whole floats without `.0`, dates as ISO 8601."""
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        frame = pl.DataFrame({"x": column, "whole": whole})
        same = pl.col("whole").cast(pl.Float64) == pl.col("x")
        text = pl.when(same).then(pl.col("whole").cast(pl.String)).otherwise(pl.col("x").cast(pl.String))
        return frame.select(text.alias(column.name)).to_series()
    if column.dtype == pl.Boolean:
        return column.cast(pl.String)
    if isinstance(column.dtype, pl.Datetime):
        moments = column.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
        return moments.str.strip_suffix(" 00:00:00")
    return column.cast(pl.String)


def touched_cells(
    step: Step, before: pl.DataFrame, after: pl.DataFrame, columns: Sequence[str], id: str
) -> pl.DataFrame:
    """The difference between `before` and `after`, the result of `step`, for its reported `columns`.

    The columns are row (in `before`, from 0), id, column, before, after (text), dropped; sorted by row, then in the
    order of the columns. A removed row has a line for each of `columns`, or for its id if there are none. For a column
    that the step adds, cells that are neither null nor false are listed.
    """
    kept = rows_kept(step, before, after, id)
    if kept is None:
        return pl.DataFrame(schema=_SCHEMA)
    gone = pl.Series(range(before.height), dtype=pl.Int64)
    gone = gone.filter(~gone.is_in(kept.implode()))
    named = [c for c in columns if c in before.columns] or [id]
    ids = before.get_column(id)
    parts = [_lines(gone, ids, c, before.get_column(c).gather(gone), None) for c in named if gone.len()]
    new_names = step.renames()
    old_names = {new_names.get(c, c): c for c in before.columns}
    for column in after.get_columns():
        if (name := old_names.get(column.name)) is not None:
            old = before.get_column(name).gather(kept)
            parts += _where(_differ(old, column), kept, ids, old, column)
        else:
            there = column if column.dtype == pl.Boolean else column.is_not_null()
            parts += _where(there.fill_null(False), kept, ids, None, column)
    if not parts:
        return pl.DataFrame(schema=_SCHEMA)
    return pl.concat(parts).sort("row", maintain_order=True)


def _differ(old: pl.Series, new: pl.Series) -> pl.Series:
    return old.ne_missing(new) if old.dtype == new.dtype else as_text(old).ne_missing(as_text(new))


def _where(
    mask: pl.Series, kept: pl.Series, ids: pl.Series, old: pl.Series | None, new: pl.Series
) -> list[pl.DataFrame]:
    if not mask.any():
        return []
    return [_lines(kept.filter(mask), ids, new.name, None if old is None else old.filter(mask), new.filter(mask))]


def _lines(rows: pl.Series, ids: pl.Series, column: str, old: pl.Series | None, new: pl.Series | None) -> pl.DataFrame:
    """One line for each of `rows`; without `new` they are removed."""
    cells = {
        "row": rows,
        "id": as_text(ids.gather(rows)),
        "column": pl.Series([column] * rows.len(), dtype=pl.String),
        "before": pl.Series([None] * rows.len(), dtype=pl.String) if old is None else as_text(old),
        "after": pl.Series([None] * rows.len(), dtype=pl.String) if new is None else as_text(new),
        "dropped": pl.Series([new is None] * rows.len(), dtype=pl.Boolean),
    }
    return pl.DataFrame(cells, schema=_SCHEMA)


def rows_kept(step: Step, before: pl.DataFrame, after: pl.DataFrame, id: str) -> pl.Series | None:
    """The row numbers in `before` of the rows of `after`, in their order; None if they can't be determined.

    Steps keep the order of the rows. Removed rows are found by running the step again on numbered rows, if the numbers
    change nothing; else by unique ids; else by the cells, if no cell was changed.
    """
    if before.height == after.height:
        return pl.Series(range(before.height), dtype=pl.Int64)
    for found in (_by_number(step, before, after, id), _by_id(before, after, id), _by_cells(before, after)):
        if found is not None and found.len() == after.height:
            return found
    return None


def _by_number(step: Step, before: pl.DataFrame, after: pl.DataFrame, id: str) -> pl.Series | None:
    """Numbers of a type that no step works on; only a step that compares whole rows gives another result with them."""
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
    """Each row's next equal row; it does not matter which of equal rows is meant."""
    if before.schema != after.schema:
        return None
    found, place, cells = [], 0, before.hash_rows().to_list()
    for wanted in after.hash_rows().to_list():
        while place < len(cells) and cells[place] != wanted:
            place += 1
        found.append(place)
        place += 1
    return pl.Series(found, dtype=pl.Int64) if place <= len(cells) else None
