"""The cells that a cleaning step changes and the rows that it takes out, one line each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from segtui.cleaning.diff import as_text
from segtui.cleaning.rows_kept import rows_kept
from segtui.cleaning.step import Step

_SCHEMA = {
    "row": pl.Int64,
    "id": pl.String,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "dropped": pl.Boolean,
}


def touched(step: Step, before: pl.DataFrame, after: pl.DataFrame, columns: Sequence[str], id: str) -> pl.DataFrame:
    """What became of `before` when `step` made `after` of it, by its own account in `columns`.

    The columns are row (in `before`, from 0), id, column, before, after (text), dropped; sorted by row, then in the
    order of the columns. A row that is taken out has a line for each of `columns`, or for its id where there are none.
    Of a column that the step adds those cells are told that are neither null nor false.
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
    """One line for each of `rows`; without `new` they are taken out."""
    cells = {
        "row": rows,
        "id": as_text(ids.gather(rows)),
        "column": pl.Series([column] * rows.len(), dtype=pl.String),
        "before": pl.Series([None] * rows.len(), dtype=pl.String) if old is None else as_text(old),
        "after": pl.Series([None] * rows.len(), dtype=pl.String) if new is None else as_text(new),
        "dropped": pl.Series([new is None] * rows.len(), dtype=pl.Boolean),
    }
    return pl.DataFrame(cells, schema=_SCHEMA)
