"""Tables of a DuckDB file, opened to read only."""

from __future__ import annotations

from segtui.data.databases.column_types import typed
from segtui.data.databases.duckdb_columns import staged_rows
from segtui.data.databases.listed_tables import duckdb_tables
from segtui.data.databases.stage import fingerprint_by, in_order, part, written
from segtui.data.databases.table_address import with_paths
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Addresses, Part, Reader
from segtui.data.source import Source
from segtui.libraries.boundary import Library


def read(place: InputFile, source: Source) -> Raw:
    """All rows; DataError where the file or the table is missing, or the file is damaged."""
    scan, columns, notes = staged_rows(place)
    return in_order(typed(scan, columns), place, source.id, READER.format, notes)


def batches(place: InputFile, _: Source, rows: int) -> Part:
    """The rows as they are walked through, in bounded memory."""
    scan, columns, _notes = staged_rows(place)
    return part(typed(scan, columns), place, rows)


READER = Reader(
    format="duckdb",
    label="DuckDB",
    read=read,
    batches=batches,
    addresses=Addresses(("duckdb",), fingerprint_by(read), written, with_paths, duckdb_tables),
    holds="a DuckDB database",
    is_typed=True,
    libraries=(Library("duckdb", "segtui[sql]"),),
)
