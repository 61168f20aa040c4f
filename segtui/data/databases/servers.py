"""Who answers for a connection: the product with its version, the database and where it is."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version
from urllib.parse import parse_qs

from segtui.data.connections.connection import Connection
from segtui.data.databases.mysql.session import read_only_session
from segtui.data.databases.odbc import connection as by_odbc
from segtui.data.databases.postgresql_columns import read_only_cursor, rows_of
from segtui.data.databases.table_address import local_file
from segtui.data.raw.asked_table import Server
from segtui.publishing.paths import expand_home

_POSTGRESQL = """
select split_part(version(), ' ', 1) as product, current_setting('server_version') as version,
current_database()::text as database, coalesce(host(inet_server_addr()), '') as host, current_setting('port') as port
"""


def postgresql_server(connection: Connection) -> Server:
    """The server in its own words, its host as the connection has it; UnreachableError where it can't be reached."""
    with read_only_cursor(connection, connection.name or connection.shown) as cursor:
        product, number, database, address, port = rows_of(cursor, _POSTGRESQL).row(0)
    host = _host(connection) or address or "localhost"
    return Server(product, number, database, host if ":" in host.rpartition("]")[2] else f"{host}:{port}")


def mysql_server(connection: Connection) -> Server:
    """The server in its own words, its host as it was reached; UnreachableError where it can't be reached."""
    with read_only_session(connection, connection.name or connection.shown) as session:
        said, database = session.run("select version(), database()")[0]
        product = "MariaDB" if "mariadb" in said.lower() else "MySQL"
        return Server(product, said.partition("-")[0], database or "", session.host)


def odbc_server(connection: Connection) -> Server:
    """What the connection string says of the server: ODBC's own answers are not to be had."""
    known = by_odbc.settings_of(connection)
    product = known.get("driver") or known.get("dsn", "")
    return Server(f"ODBC: {product}", "", known.get("database", ""), by_odbc.host_of(connection))


def sqlite_server(connection: Connection) -> Server:
    """The file, and the library that reads it."""
    return Server("SQLite", sqlite3.sqlite_version, _file(connection))


def duckdb_server(connection: Connection) -> Server:
    """The file, and the library that reads it."""
    return Server("DuckDB", version("duckdb"), _file(connection))


def _host(connection: Connection) -> str:
    """What the URL says of host and port, without the user."""
    place, _, settings = connection.url.partition("://")[2].partition("?")
    host = place.partition("/")[0].rpartition("@")[2]
    return host or next(iter(parse_qs(settings).get("host", ())), "")


def _file(connection: Connection) -> str:
    return str(expand_home(local_file(connection.url.partition("?")[0])).absolute())
