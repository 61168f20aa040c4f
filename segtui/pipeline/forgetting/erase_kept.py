"""Removes people from the rows of databases that a run keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import polars as pl

from segtui.pipeline.forgetting.erase_typed_rows import as_text
from segtui.pipeline.forgetting.person import among_ids
from segtui.publishing.parquet import write_parquet


def without_kept(source: Path, target: Callable[[], Path], ids: Collection[str], column: str | None) -> int:
    """Write kept rows without those of `ids`, numbers in any spelling, to where `target` says; how many these were.

    Without a column of ids the rows are numbered from 1: those of the person stay, so that others keep their numbers,
    but have no cell any more. `target` is not called, and 0 is returned, where there are none.
    """
    rows = pl.read_parquet(source, glob=False)
    if column is None:
        numbers = pl.int_range(1, rows.height + 1, eager=True)
        theirs = among_ids(as_text(numbers), ids) & ~rows.select(pl.all_horizontal(pl.all().is_null())).to_series()
        rest = pl.DataFrame([cells.zip_with(~theirs, cells.clear(rows.height)) for cells in rows.get_columns()])
    else:
        theirs = among_ids(as_text(rows[column]), ids).fill_null(value=False)
        rest = rows.filter(~theirs)
    if gone := int(theirs.sum()):
        write_parquet(rest.rechunk(), target(), statistics=False)
    return gone
