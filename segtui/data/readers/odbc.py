"""Tables of any database that has an ODBC driver on this machine, by arrow-odbc."""

from __future__ import annotations

from segtui.data.databases.change_stamps import seen_stamp
from segtui.data.databases.listed_tables import odbc_tables
from segtui.data.databases.odbc.columns import staged_rows
from segtui.data.databases.servers import odbc_server
from segtui.data.databases.stage import fingerprint_by, staged_reading
from segtui.data.databases.table_address import with_paths
from segtui.data.reader import Addresses, Reader
from segtui.libraries.boundary import Library

read, batches = staged_reading(staged_rows, "odbc")

READER = Reader(
    format="odbc",
    label="ODBC",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("odbc",),
        fingerprint_by(read),
        seen_stamp(),
        with_paths,
        odbc_tables,
        odbc_server,
    ),
    holds="a database with an ODBC driver",
    is_typed=True,
    libraries=(Library("arrow_odbc", "segtui[odbc]"),),
)
