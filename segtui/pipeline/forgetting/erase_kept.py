"""Removes people from the rows of databases that a run keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import polars as pl

from segtui.pipeline.forgetting.erase_typed_rows import as_text
from segtui.pipeline.forgetting.kept_parquet import without_theirs
from segtui.pipeline.forgetting.person import among_ids


def without_kept(source: Path, target: Callable[[], Path], ids: Collection[str], column: str | None) -> int:
    """Write kept rows without those of `ids`, numbers in any spelling, to where `target` says; how many these were.

    Without a column of ids the rows are numbered from 1: those of the person stay, so that others keep their numbers,
    but have no cell any more. `target` is not called, and 0 is returned, where there are none.
    """
    if column is not None:
        known = column
        return without_theirs(
            source, target, lambda rows, _: among_ids(as_text(rows[known]), ids).fill_null(value=False)
        )

    def numbered(rows: pl.DataFrame, first: int) -> pl.Series:
        numbers = pl.int_range(first + 1, first + rows.height + 1, eager=True)
        return among_ids(as_text(numbers), ids) & ~rows.select(pl.all_horizontal(pl.all().is_null())).to_series()

    return without_theirs(source, target, numbered, _emptied)


def _emptied(rows: pl.DataFrame, theirs: pl.Series) -> pl.DataFrame:
    return pl.DataFrame([cells.zip_with(~theirs, cells.clear(rows.height)) for cells in rows.get_columns()])
