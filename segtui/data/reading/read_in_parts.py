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
from segtui.errors import SegtuiError
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col, cols, is_pattern
from segtui.publishing.parquet import stage_parquet
from segtui.publishing.scratch import HeldFolder, scratch

_MOST_ROWS = 5_000_000
"""The rows of a log that is read as a whole."""
_ROWS = 750_000
"""About as many rows has a part."""
_HEAD = 1_000


@dataclass(frozen=True)
class Parting:
    """How a table may be read in parts: by `id`, these `columns` of it.

    `checks` say of a scan of it whether each cell means by itself what it means in the whole. A table with a column of
    a name that is to be `absent` is read as a whole.
    """

    id: str
    columns: tuple[str, ...]
    checks: tuple[Callable[[pl.LazyFrame], bool], ...]
    absent: tuple[str, ...] = ()

    def beside(self, other: Parting | None) -> Parting | None:
        """How the table may be read once for both; None where it may not."""
        if other is None or other.id != self.id:
            return None
        return Parting(
            self.id,
            tuple(dict.fromkeys((*self.columns, *other.columns))),
            tuple(dict.fromkeys((*self.checks, *other.checks))),
            tuple(dict.fromkeys((*self.absent, *other.absent))),
        )

    def fits(self, scan: pl.LazyFrame) -> bool:
        """Whether the table of a scan, of any number of rows, may be read so."""
        names = scan.collect_schema().names()
        if not set(self.columns) <= set(names) or set(self.absent) & set(names) or any(map(is_pattern, names)):
            return False
        return all(check(scan) for check in self.checks)


def read_in_parts(source: Source, folder: Path, by: Parting) -> Table | None:
    """The table of one large file whose format can be scanned; None where it is to be read as a whole.

    Its parts are in a temporary folder, which goes with the table. Raises what `read` raises.
    """
    files = find_files(source.path, folder) if names_files(source.path) else []
    if len(files) != 1 or not files[0].is_file() or (reader := _scanned(files[0])) is None:
        return None
    with scratch() as workspace:
        (place,) = places_of(source.path, folder, workspace, None)
        error = damaged(place, reader.label)
        with foreign(error):
            if (found := _scan_of(place, reader, by)) is None:
                return None
            scan, raw, rows = found
            table = table_of(raw.noting(detect_format(place)[1]), source, folder, [place])
        parts = parts_by_id(scan, by, rows, HeldFolder.temporary(), error)
    return replace(table, reading=replace(table.reading, rows_read=rows), parts=parts)


def parts_by_id(
    scan: pl.LazyFrame, by: Parting, rows: int, held: HeldFolder, error: Callable[[str], SegtuiError]
) -> tuple[Callable[[], pl.DataFrame], ...]:
    """The `rows` rows of a scan in parts, each with all rows of its ids, which are kept in the folder that is `held`.

    The folder goes with the parts. `error` makes one of what goes wrong with the rows.
    """
    kept = _Kept(held)
    names = scan.collect_schema().names()
    key = next(name for i in range(len(names) + 1) if (name := f"part{i}") not in names)
    parted = pl.PartitionBy(
        held.path,
        key=(col(by.id).hash() % -(-rows // _ROWS)).alias(key),
        include_key=False,
        approximate_bytes_per_file=None,
    )
    there = [name for name in names if name in by.columns]
    try:
        with foreign(error, writes=held.path):
            stage_parquet(scan.select(cols(there)), parted, compression="lz4", mkdir=True)
    except BaseException:
        kept.remove()
        raise
    folders = sorted(folder for folder in held.path.iterdir() if folder.is_dir())
    return tuple(_Part(tuple(sorted(folder.iterdir())), kept) for folder in folders)


class _Kept:
    """A folder that is there as long as this is."""

    def __init__(self, held: HeldFolder) -> None:
        self.remove = weakref.finalize(self, held.remove)


@dataclass(frozen=True)
class _Part:
    """The files of one part, which are there as long as it is."""

    files: tuple[Path, ...]
    kept: _Kept

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


def _scan_of(place: InputFile, reader: Reader, by: Parting) -> tuple[pl.LazyFrame, Raw, int] | None:
    """The table as it is scanned, its first rows, and how many there are; None where the whole is to be read."""
    assert reader.scan is not None
    scan = reader.scan(place)
    schema = scan.collect_schema()
    names = schema.names()
    if any(isinstance(kind, pl.Struct) for kind in schema.values()) or plain_names(names).names != tuple(names):
        return None
    rows = int(scan.select(pl.len()).collect().item())
    if rows <= _MOST_ROWS or not by.fits(scan):
        return None
    there = [name for name in names if name in by.columns]
    left = tuple(name for name in names if name not in there)
    return scan, Raw(scan.select(cols(there)).head(_HEAD).collect(), reader.format, typed=True, left=left), rows
