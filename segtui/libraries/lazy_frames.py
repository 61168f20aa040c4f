"""Lazy frames over frames that are made one after another, and the other way round, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import polars as pl
from polars.io.plugins import register_io_source


def lazy_frames(
    schema: Mapping[str, pl.DataType], frames: Callable[[Sequence[str]], Iterator[pl.DataFrame]]
) -> pl.LazyFrame:
    """The frames that `frames` makes of these columns of the schema, in order, as one; few are in memory at a time."""

    def source(
        columns: list[str] | None, predicate: pl.Expr | None, most: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        left = most
        for made in frames(list(schema) if columns is None else columns):
            frame = made if left is None else made.head(left)
            yield frame if predicate is None else frame.filter(predicate)
            if left is not None and (left := left - frame.height) <= 0:
                return

    return register_io_source(source, schema=dict(schema))


def slices_of(scan: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    """The rows of a scan of Parquet files in order, `rows` at a time.

    Polars' `collect_batches` has several whole row groups ahead of a slow caller.
    """
    height = int(scan.select(pl.len()).collect().item())
    for first in range(0, height, rows):
        yield scan.slice(first, rows).collect()
