"""The tables and views that a connection may read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

from segtui.data.connections.connection import Connection
from segtui.data.databases.local_files import duckdb_file, local_fault
from segtui.data.databases.mysql.session import read_only_session
from segtui.data.databases.odbc.columns import rows_of as rows_by_odbc
from segtui.data.databases.odbc.connection import odbc_connection
from segtui.data.databases.postgresql_columns import read_only_cursor, rows_of
from segtui.data.databases.table_address import local_file, part_of_name
from segtui.data.files.find_files import find_files
from segtui.data.raw.listed_table import ListedTable
from segtui.libraries.boundary import foreign
from segtui.publishing.paths import expand_home

_POSTGRESQL = """
select n.nspname, c.relname, case when c.relkind <> 'v' and c.reltuples >= 0 then c.reltuples::int8 end as rows
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') and not c.relispartition
"""
_MYSQL = """
select table_schema, table_name, table_rows from information_schema.tables
where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')
"""
_ODBC = "select table_schema as s, table_name as t from information_schema.tables"
_SYSTEM = ("information_schema", "pg_catalog", "mysql", "performance_schema", "sys")
_DUCKDB = """
select schema_name, table_name, estimated_size from duckdb_tables() where not internal
union all select schema_name, view_name, null from duckdb_views() where not internal
"""
_SQLITE = """
select '', name, null from sqlite_master where type in ('table', 'view') and name not like 'sqlite!_%' escape '!'
"""


def postgresql_tables(connection: Connection) -> list[ListedTable]:
    """The tables that the user may read; UnreachableError where the server can't be reached or refuses."""
    with read_only_cursor(connection, connection.name or connection.shown) as cursor:
        return listed(rows_of(cursor, _POSTGRESQL).rows())


def mysql_tables(connection: Connection) -> list[ListedTable]:
    """The tables that the user may read; UnreachableError where the server can't be reached or refuses."""
    with read_only_session(connection, connection.name or connection.shown) as session:
        found = session.run(_MYSQL)
        return listed((schema, name, None if rows is None else int(rows)) for schema, name, rows in found)


def odbc_tables(connection: Connection) -> list[ListedTable]:
    """The tables of a database that has an information_schema; DataError where it has none."""
    where = connection.name or connection.shown
    with odbc_connection(connection, where) as opened:
        found = rows_by_odbc(opened, _ODBC).rows()
        return listed((schema, name, None) for schema, name in found if str(schema).lower() not in _SYSTEM)


def duckdb_tables(connection: Connection) -> list[ListedTable]:
    """The tables of the file; DataError where it is missing or damaged."""
    import duckdb

    file = _file(connection)
    wrong = local_fault("the database can't be read", connection.shown)
    with foreign(wrong, raises=(duckdb.Error,)), closing(duckdb_file(file)) as opened:
        return listed(opened.execute(_DUCKDB).fetchall())


def sqlite_tables(connection: Connection) -> list[ListedTable]:
    """The tables of the file; DataError where it is missing or damaged."""
    file = expand_home(_file(connection)).absolute().as_uri()
    wrong = local_fault("the database can't be read", connection.shown)
    with (
        foreign(wrong, raises=(sqlite3.Error,)),
        closing(sqlite3.connect(f"{file}?mode=ro", uri=True)) as opened,
    ):
        return listed(opened.execute(_SQLITE).fetchall())


def _file(connection: Connection) -> str:
    file = expand_home(local_file(connection.url.partition("?")[0]))
    find_files(str(file), file.parent)
    return str(file)


def listed(found: Iterable[Sequence[Any]]) -> list[ListedTable]:
    """Tables by the parts of their names and their rows, in alphabetical order, a part with a dot in double quotes."""
    named = [(".".join(part_of_name(part) for part in parts if part), rows) for *parts, rows in found]
    return [ListedTable(name, rows) for name, rows in sorted(named, key=lambda one: one[0])]
