"""Reads a log of more rows than fit into memory: parts on the disk, each with all rows of its ids."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from segtui.data.addresses import names_files
from segtui.data.containers.parquet_arrow import damaged
from segtui.data.files.find_files import find_files
from segtui.data.layout.column_names import plain_names
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Reader
from segtui.data.reader_registry import readers
from segtui.data.reading.detect_format import detect_format
from segtui.data.reading.read import places_of, table_of
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.data.types.native_types import describe_typed
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col, cols, is_pattern
from segtui.publishing.parquet import stage_parquet
from segtui.publishing.scratch import HeldFolder

_MOST_ROWS = 5_000_000
"""The rows of a log that is read as a whole."""
_ROWS = 750_000
"""About as many rows has a part."""
_HEAD = 1_000


@dataclass(frozen=True)
class Parting:
    """How a log may be read in parts: by `id`, these `columns` of it.

    `is_plain` says of a scan of them whether each cell means by itself what it means in the whole. A log with a column
    of a name that is to be `absent` is read as a whole.
    """

    id: str
    columns: tuple[str, ...]
    is_plain: Callable[[pl.LazyFrame], bool]
    absent: tuple[str, ...] = ()


def read_in_parts(source: Source, folder: Path, by: Parting) -> Table | None:
    """The table of one large file whose format can be scanned; None where it is to be read as a whole.

    Its parts are in a temporary folder, which goes with the table. Raises what `read` raises.
    """
    files = find_files(source.path, folder) if names_files(source.path) else []
    if len(files) != 1 or not files[0].is_file() or (reader := _scanned(files[0])) is None:
        return None
    scratch = _Scratch()
    (place,) = places_of(source.path, folder, scratch.path, None)
    try:
        with foreign(damaged(place, reader.label), writes=scratch.path):
            found = _parted(place, reader, by)
        if found is None:
            scratch.remove()
            return None
        raw, rows, parts = found
        table = table_of(raw.noting(detect_format(place)[1]), source, folder, [place])
    except BaseException:
        scratch.remove()
        raise
    parted = tuple(_Part(files, scratch) for files in parts)
    return replace(table, reading=replace(table.reading, rows_read=rows), parts=parted)


class _Scratch:
    """A temporary folder that is there as long as this is."""

    def __init__(self) -> None:
        held = HeldFolder.temporary()
        self.path = held.path
        self.remove = weakref.finalize(self, held.remove)


@dataclass(frozen=True)
class _Part:
    """The files of one part, which are there as long as it is."""

    files: tuple[Path, ...]
    scratch: _Scratch

    def __call__(self) -> pl.DataFrame:
        """Its rows, with the types of tables."""
        frame = pl.read_parquet(list(self.files), glob=False, hive_partitioning=False)
        return pl.DataFrame([cells if cells.dtype == pl.String else describe_typed(cells).values for cells in frame])


def _scanned(file: Path) -> Reader | None:
    """The reader of a file that can be scanned, by its first bytes."""
    with file.open("rb") as opened:
        first = opened.read(16)
    known = (reader for reader in readers().values() if reader.scan and reader.magic)
    return next((reader for reader in known if first.startswith(reader.magic)), None)


def _parted(place: InputFile, reader: Reader, by: Parting) -> tuple[Raw, int, list[tuple[Path, ...]]] | None:
    """The first rows, how many there are, and the files of each part; None where the whole is to be read."""
    assert reader.scan is not None
    scan = reader.scan(place)
    schema = scan.collect_schema()
    names = schema.names()
    if any(isinstance(kind, pl.Struct) for kind in schema.values()):
        return None
    if not set(by.columns) <= set(names) or set(by.absent) & set(names):
        return None
    if plain_names(names).names != tuple(names) or any(map(is_pattern, names)):
        return None
    rows = int(scan.select(pl.len()).collect().item())
    there = [name for name in names if name in by.columns]
    some = scan.select(cols(there))
    if rows <= _MOST_ROWS or not by.is_plain(some):
        return None
    number = -(-rows // _ROWS)
    key = next(name for i in range(len(names) + 1) if (name := f"part{i}") not in names)
    parted = pl.PartitionBy(
        place.workspace,
        key=(col(by.id).hash() % number).alias(key),
        include_key=False,
        approximate_bytes_per_file=None,
    )
    stage_parquet(some, parted, compression="lz4", mkdir=True)
    folders = sorted(folder for folder in place.workspace.iterdir() if folder.is_dir())
    parts = [tuple(sorted(folder.iterdir())) for folder in folders]
    left = tuple(name for name in names if name not in there)
    return Raw(some.head(_HEAD).collect(), reader.format, typed=True, left=left), rows, parts
