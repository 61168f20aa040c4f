"""Tables of PostgreSQL by ADBC, in one read-only transaction."""

from __future__ import annotations

from segtui.data.databases.column_types import typed
from segtui.data.databases.listed_tables import postgresql_tables
from segtui.data.databases.postgresql_columns import staged_rows
from segtui.data.databases.stage import fingerprint_by, in_order, part
from segtui.data.databases.table_address import with_paths
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Addresses, Part, Reader
from segtui.data.source import Source
from segtui.libraries.boundary import Library


def read(place: InputFile, source: Source) -> Raw:
    """All rows; UnreachableError where the server is not reached or refuses, DataError where there is no such table."""
    scan, columns, notes = staged_rows(place)
    return in_order(typed(scan, columns), place, source.id, READER.format, notes)


def batches(place: InputFile, _: Source, rows: int) -> Part:
    """The rows as they are walked through, in bounded memory."""
    scan, columns, _notes = staged_rows(place)
    return part(typed(scan, columns), place, rows)


READER = Reader(
    format="postgresql",
    label="PostgreSQL",
    read=read,
    batches=batches,
    addresses=Addresses(("postgresql", "postgres"), fingerprint_by(read), lambda *_: "", with_paths, postgresql_tables),
    holds="a PostgreSQL database",
    is_typed=True,
    libraries=(Library("adbc_driver_postgresql", "segtui[sql]"),),
)
