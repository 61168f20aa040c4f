"""Tables of Snowflake by ADBC."""

from __future__ import annotations

from segtui.data.databases.change_stamps import seen_stamp
from segtui.data.databases.stage import fingerprint_by, staged_reading
from segtui.data.databases.table_address import first_rows, with_paths
from segtui.data.databases.warehouses.snowflake import snowflake_server, snowflake_tables, staged_rows
from segtui.data.reader import Addresses, Reader
from segtui.libraries.boundary import Library

read, batches = staged_reading(staged_rows, "snowflake")

READER = Reader(
    format="snowflake",
    label="Snowflake",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("snowflake",), fingerprint_by(read), seen_stamp(), with_paths, snowflake_tables, snowflake_server, first_rows
    ),
    holds="a Snowflake warehouse",
    is_typed=True,
    libraries=(Library("adbc_driver_snowflake", "segtui[snowflake]"),),
)
