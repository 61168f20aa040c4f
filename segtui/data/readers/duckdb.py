"""Tables of a DuckDB file, opened to read only."""

from __future__ import annotations

from segtui.data.databases.duckdb_columns import staged_rows
from segtui.data.databases.estimates import duckdb_estimate
from segtui.data.databases.listed_tables import duckdb_tables
from segtui.data.databases.servers import duckdb_server
from segtui.data.databases.stage import fingerprint_by, staged_reading, written
from segtui.data.databases.table_address import first_rows, with_paths
from segtui.data.reader import Addresses, Reader
from segtui.libraries.boundary import Library

read, batches = staged_reading(staged_rows, "duckdb")

READER = Reader(
    format="duckdb",
    label="DuckDB",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("duckdb",),
        fingerprint_by(read),
        written,
        with_paths,
        duckdb_tables,
        duckdb_server,
        first_rows,
        estimate=duckdb_estimate,
    ),
    holds="a DuckDB database",
    is_typed=True,
    libraries=(Library("duckdb", "segtui[sql]"),),
)
