"""How large the customer table of a plan is, as its files or its database say before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

import polars as pl

from segtui.data.addresses import STANDARD_INPUT, is_address
from segtui.data.files.find_files import find_files
from segtui.data.reader_registry import reader_of
from segtui.data.reading.source_paths import absolute, planned_statement
from segtui.data.source import Source
from segtui.errors import SegtuiError
from segtui.libraries.boundary import missing_libraries

_CELL, _TEXT = 9, 32
_UNPACKED, _UNZIPPED = 2, 10
"""A text file makes a table about this much larger than itself, a packed one this much."""
_PACKED = {".gz", ".zst", ".xz", ".bz2", ".zip", ".xlsx", ".xlsb", ".ods"}
_COLUMNS = 10
"""Columns of a table of which only the rows are known."""


@dataclass(frozen=True)
class Extent:
    """About how large a table is: `bytes` in memory, and `cells`; `rows` are None where nobody says how many.

    `lies_ready` says that its parts are read from the files that there are.
    """

    rows: int | None
    cells: int
    bytes: int
    lies_ready: bool


def extent_of(source: Source | None, folder: Path) -> Extent | None:
    """How large a source is; None where nobody says, which includes what can't be read: that is told when it is."""
    if source is None or source.path == STANDARD_INPUT:
        return None
    try:
        if is_address(source.path):
            return _of_address(source, folder)
        found = [_of_file(file) for file in find_files(source.path, folder)]
    except SegtuiError:
        return None
    rows = [one.rows for one in found if one.rows is not None]
    return Extent(
        sum(rows) if len(rows) == len(found) else None,
        sum(one.cells for one in found),
        sum(one.bytes for one in found),
        all(one.lies_ready for one in found),
    )


def width_of(file: Path) -> int:
    """The bytes of a row of a Parquet file in memory; 0 for other files."""
    try:
        dtypes = pl.scan_parquet(file, glob=False).collect_schema().dtypes()
    except (pl.exceptions.PolarsError, OSError):
        return 0
    return sum(_TEXT if dtype in (pl.String, pl.Binary) else _CELL for dtype in dtypes)


def _larger(name: str) -> int:
    return _UNZIPPED if PurePath(name).suffix.lower() in _PACKED else _UNPACKED


def _of_file(file: Path) -> Extent:
    if width := width_of(file):
        scan = pl.scan_parquet(file, glob=False)
        rows = int(scan.select(pl.len()).collect().item())
        return Extent(rows, rows * len(scan.collect_schema()), rows * width, lies_ready=True)
    larger = _larger(file.name)
    return _unpacked(larger * file.stat().st_size if file.is_file() else 0)


def _unpacked(size: int) -> Extent:
    return Extent(None, size // _CELL, size, lies_ready=False)


def _of_address(source: Source, folder: Path) -> Extent | None:
    """Of a table of a database by the rows that its server expects, of a store's objects by their sizes."""
    address = absolute(source.path, folder)
    reader = reader_of(address)
    if missing_libraries(reader.libraries):
        return None
    if reader.addresses and reader.addresses.staged:
        sizes = reader.addresses.staged.sizes
        return _unpacked(sum(_larger(key) * size for key, size in sizes(address).items())) if sizes else None
    planned = planned_statement(source, folder)
    if planned is None or planned[2] is None or planned[2].rows is None:
        return None
    rows = planned[2].rows
    return Extent(rows, rows * _COLUMNS, rows * _COLUMNS * _CELL, lies_ready=False)
