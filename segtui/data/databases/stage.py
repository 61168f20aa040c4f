"""Rows of a database as one Parquet file of the reading's workspace, and what tells that they have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.databases.arrow_stream import CountedStream
from segtui.data.databases.column_types import DatabaseColumn, typed
from segtui.data.databases.reading import row_counter
from segtui.data.databases.table_address import local_database, parse
from segtui.data.identifiers.ids import find_id
from segtui.data.layout.column_names import plain_names
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Part
from segtui.data.source import Source
from segtui.libraries.lazy_frames import slices_of
from segtui.publishing.parquet import stage_parquet
from segtui.publishing.scratch import scratch

_ROWS = 50_000
"""Of a group of the staged file: Polars holds several at a time as it reads and writes them."""

StagedRows = Callable[[InputFile], tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]]
"""Stages the rows of an address in the workspace: a scan of them, their columns, and notes."""
Batched = Callable[[InputFile, Source, int], Part]


def stage(stream: Any, place: InputFile) -> pl.LazyFrame:
    """The rows of an Arrow stream or a scan in a Parquet file of the workspace, in bounded memory, in their order."""
    file = place.copy("rows.parquet")
    counted = CountedStream(stream, row_counter())  # to be kept: the stream calls it
    rows = stream if isinstance(stream, pl.LazyFrame) else pl.scan_arrow_c_stream(counted)
    stage_parquet(rows, file, compression="lz4", row_group_size=_ROWS)
    return pl.scan_parquet(file, glob=False)


def _in_order(scan: pl.LazyFrame, place: InputFile, id: str | None, format: str, notes: tuple[str, ...]) -> Raw:
    """Staged rows as a table: those of a query in its order, those of a table by their ids, then by all columns.

    A table has no order itself, and the same rows are to give the same run.
    """
    frame = scan.collect()
    rows = _sorted(frame, id or find_id(frame)) if parse(place.address).table else frame
    return Raw(rows, format, typed=True, notes=notes, fingerprint=digest(rows))


def digest(frame: pl.DataFrame) -> str:
    """The SHA-256 of the rows as CSV with a header, sorted by all columns from the left.

    It depends on nothing but the rows: neither on their order in the database nor on what is taken for the id.
    """
    found = hashlib.sha256()
    for number, piece in enumerate(_sorted(frame, None).iter_slices(_ROWS)):
        found.update(piece.write_csv(include_header=not number).encode())
    return found.hexdigest()


def _sorted(frame: pl.DataFrame, id: str | None) -> pl.DataFrame:
    """By the id if there is one, then by all columns from the left."""
    keys = sorted(range(frame.width), key=lambda at: frame.columns[at] != id)
    return frame.sort(pl.nth(keys), nulls_last=True)


def fingerprint_by(read: Callable[[InputFile, Source], Raw]) -> Callable[[str, Source], str]:
    """What an address holds, by a reader's own reading."""

    def fingerprint(address: str, source: Source) -> str:
        with scratch() as folder:
            return read(InputFile(folder, address, folder, address), source).fingerprint

    return fingerprint


def staged_reading(staged_rows: StagedRows, format: str) -> tuple[Callable[[InputFile, Source], Raw], Batched]:
    """How a reader reads a table whole and by batches, from how its database's rows are staged."""

    def read(place: InputFile, source: Source) -> Raw:
        """All rows; raises what staging them raises."""
        scan, columns, notes = staged_rows(place)
        raw = _in_order(typed(scan, columns), place, source.id, format, notes)
        return replace(raw, left=tuple(c.name for c in columns if c.name not in raw.frame.columns))

    def batches(place: InputFile, _: Source, rows: int) -> Part:
        """The rows as they are walked through, in bounded memory."""
        scan, columns, _notes = staged_rows(place)
        return _part(typed(scan, columns), place, rows)

    return read, batches


def _part(scan: pl.LazyFrame, place: InputFile, rows: int) -> Part:
    """Staged rows as they are walked through, in bounded memory."""
    columns = plain_names(scan.collect_schema().names()).names

    def frames() -> Iterator[pl.DataFrame]:
        for frame in slices_of(scan, rows):
            frame.columns = list(columns)
            yield frame

    return Part(place.name, columns, True, 0, frames)


def written(address: str, _: Source) -> str:
    """When a local database and its log were last written to, and their sizes."""
    file = local_database(address)[1]
    beside = (file, Path(f"{file}-wal"), Path(f"{file}.wal"))
    found = [place.stat() for place in beside if place.exists()]
    return str([(each.st_mtime_ns, each.st_size) for each in found])
