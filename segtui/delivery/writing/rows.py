"""The rows to write: staged in one Parquet file and checked whole, before the first of them leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl
from polars.io.plugins import register_io_source

from segtui.errors import DataError, SegtuiError
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.libraries.lazy_frames import slices_of
from segtui.publishing.parquet import sink_parquet

Kind = Literal["whole", "decimal", "text", "yes_no", "day", "time"]
"""What a column's cells are, whatever a database calls it."""
_MOST = 2**63 - 1
_BATCH = 100_000
_AT_ONCE = 10_000_000
"""How many ids are compared at a time, so that memory stays bounded."""


@dataclass(frozen=True)
class WrittenColumn:
    """A column of the table: its name there, what it holds (the ids: `id`), its kind, and whether it is in the key."""

    name: str
    holds: str
    kind: Kind
    is_key: bool = False


@dataclass(frozen=True)
class StreamBatch:
    """One batch of the stream called so: batches are numbered from 1, and written in this order."""

    stream: str
    number: int


@dataclass(frozen=True)
class RunRows:
    """The rows of a run, staged in `file` as the columns of the table; `stamps` are columns that are not in the file.

    `run` names the run, `digest` is the SHA-256 of what is written, `count` how many rows there are. `batch` is the
    batch of a stream that they are, None where they are the whole run.
    """

    file: Path
    columns: tuple[WrittenColumn, ...]
    stamps: tuple[WrittenColumn, ...]
    run: str
    digest: str
    count: int
    batch: StreamBatch | None = None

    def batches(self) -> Iterator[pl.DataFrame]:
        """The rows in their order, in bounded memory."""
        return slices_of(pl.scan_parquet(self.file, glob=False), _BATCH)


def kind_of(dtype: pl.DataType) -> Kind:
    """The kind of cells that a Polars type has; those without one of their own are written as text."""
    if dtype.is_integer():
        return "whole"
    if dtype.is_float():
        return "decimal"
    kinds: dict[type[pl.DataType], Kind] = {pl.Boolean: "yes_no", pl.Date: "day", pl.Datetime: "time"}
    return kinds.get(dtype.base_type(), "text")


_TYPES: dict[Kind, pl.DataType] = {
    "whole": pl.Int64(),
    "decimal": pl.Float64(),
    "text": pl.String(),
    "yes_no": pl.Boolean(),
    "day": pl.Date(),
    "time": pl.Datetime("us"),
}


def stage_rows(
    frames: Iterable[pl.DataFrame],
    columns: tuple[WrittenColumn, ...],
    stamps: tuple[WrittenColumn, ...],
    run: str,
    how: str,
    file: Path,
) -> RunRows:
    """Stage frames whose columns are called as the table's; `how` is all else that makes a write another one.

    Raises DataError for what no database takes as it is: integers beyond 64 bits, NUL characters, no id, or one twice.
    """
    found, count = hashlib.sha256(f"{run}\n{how}".encode()), 0
    names = [column.name for column in columns]
    wrong: list[BaseException] = []

    def checked(_: object, __: object, ___: object, ____: object) -> Iterator[pl.DataFrame]:
        nonlocal count
        try:
            for frame in frames:
                ready = as_written(frame.select(cols(names)), columns)
                found.update(ready.write_csv(include_header=False).encode())
                count += ready.height
                yield from ready.iter_slices(_BATCH)
        except SegtuiError as error:  # Polars would make another of it
            wrong.append(error)

    schema = {column.name: _TYPES[column.kind] for column in columns}
    sink_parquet(register_io_source(checked, schema=schema), file, maintain_order=True, compression="lz4")
    if wrong:
        raise wrong[0]
    _refuse_twice(file, [column.name for column in columns if column.is_key], count)
    return RunRows(file, columns, stamps, run, found.hexdigest(), count)


def as_written(frame: pl.DataFrame, columns: tuple[WrittenColumn, ...]) -> pl.DataFrame:
    """A frame in types that every database has; DataError, which quotes no cell, for what it could not hold."""
    for column in columns:
        cells = frame[column.name]
        if cells.dtype == pl.UInt64 and cells.len() and (cells > _MOST).any():
            fix = say('make it text in [clean]: step = "cast"')
            raise DataError(say("holds integers beyond 64 bits, which databases lack"), where=column.name, fix=fix)
        if column.holds == "id" and cells.null_count():
            raise DataError(
                say("{cells:,} rows have no id", cells=cells.null_count()),
                where=column.name,
                fix=say("fill or drop them first"),
            )
    made = frame.with_columns(col(c.name).cast(_TYPES[c.kind]) for c in columns)
    for column in columns:
        cells = made[column.name]
        if column.kind == "text" and (nul := cells.str.contains("\0", literal=True).sum()):
            fix = say("remove it from the data")
            raise DataError(
                say("{nul:,} cells have a NUL character, which databases refuse", nul=nul), where=column.name, fix=fix
            )
    return made


def _refuse_twice(file: Path, keys: list[str], rows: int) -> None:
    """DataError where rows could not be told apart in the table; those that may be the same are looked at together."""
    scan = pl.scan_parquet(file, glob=False)
    known = [name for name in keys if name in scan.collect_schema()]
    cells = scan.select(col(name).alias(str(i)) for i, name in enumerate(known))
    shares = rows // _AT_ONCE + 1
    share_of = pl.struct(pl.all()).hash() % shares
    count = 0
    for share in range(shares if known else 0):
        these = cells.filter(share_of == share) if shares > 1 else cells
        again = these.group_by(pl.all()).len().filter(pl.col("len") > 1)
        count += again.select(pl.len()).collect(engine="streaming").item()
    if count:
        fix = say('remove duplicates first: [[clean]] step = "deduplicate"')
        raise DataError(say("{count:,} ids stand in more than one row", count=count), where=", ".join(known), fix=fix)
