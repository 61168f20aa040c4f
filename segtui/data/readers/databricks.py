"""Tables of Databricks by its statement API; nothing is to be installed for it."""

from __future__ import annotations

from functools import partial

from segtui.data.databases.change_stamps import seen_stamp
from segtui.data.databases.stage import fingerprint_by, staged_reading
from segtui.data.databases.table_address import backticked, first_rows, with_paths
from segtui.data.databases.warehouses.databricks import databricks_server, databricks_tables, staged_rows
from segtui.data.reader import Addresses, Reader

read, batches = staged_reading(staged_rows, "databricks")

READER = Reader(
    format="databricks",
    label="Databricks",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("databricks",),
        fingerprint_by(read),
        seen_stamp(),
        with_paths,
        databricks_tables,
        databricks_server,
        partial(first_rows, quote=backticked),
        backticked,
    ),
    holds="a Databricks warehouse",
    is_typed=True,
)
