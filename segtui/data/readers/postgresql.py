"""Tables of PostgreSQL by ADBC, in one read-only transaction."""

from __future__ import annotations

from segtui.data.databases.change_stamps import postgresql_stamp, seen_stamp
from segtui.data.databases.estimates import postgresql_estimate
from segtui.data.databases.listed_tables import postgresql_tables
from segtui.data.databases.postgresql_columns import staged_rows
from segtui.data.databases.servers import postgresql_server
from segtui.data.databases.stage import fingerprint_by, staged_reading
from segtui.data.databases.table_address import first_rows, with_paths
from segtui.data.reader import Addresses, Reader
from segtui.libraries.boundary import Library

read, batches = staged_reading(staged_rows, "postgresql")

READER = Reader(
    format="postgresql",
    label="PostgreSQL",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("postgresql", "postgres"),
        fingerprint_by(read),
        seen_stamp(postgresql_stamp),
        with_paths,
        postgresql_tables,
        postgresql_server,
        first_rows,
        estimate=postgresql_estimate,
    ),
    holds="a PostgreSQL database",
    is_typed=True,
    libraries=(Library("adbc_driver_postgresql", "segtui[sql]"),),
)
