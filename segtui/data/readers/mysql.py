"""Tables of MySQL and MariaDB by PyMySQL, in one read-only transaction."""

from __future__ import annotations

from functools import partial

from segtui.data.databases.change_stamps import seen_stamp
from segtui.data.databases.estimates import mysql_estimate
from segtui.data.databases.listed_tables import mysql_tables
from segtui.data.databases.mysql.columns import staged_rows
from segtui.data.databases.servers import mysql_server
from segtui.data.databases.stage import fingerprint_by, staged_reading
from segtui.data.databases.table_address import backticked, first_rows, with_paths
from segtui.data.reader import Addresses, Reader
from segtui.libraries.boundary import Library

read, batches = staged_reading(staged_rows, "mysql")

READER = Reader(
    format="mysql",
    label="MySQL and MariaDB",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("mysql", "mariadb"),
        fingerprint_by(read),
        seen_stamp(),
        with_paths,
        mysql_tables,
        mysql_server,
        partial(first_rows, quote=backticked),
        backticked,
        estimate=mysql_estimate,
    ),
    holds="a MySQL database",
    is_typed=True,
    libraries=(Library("pymysql", "segtui[sql]"),),
)
