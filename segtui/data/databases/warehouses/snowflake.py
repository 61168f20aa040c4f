"""Snowflake by ADBC: a statement's rows, the tables, who answers, and the errors of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.arrow_schema import fields
from segtui.data.databases.column_types import DatabaseColumn, refuse_equal_names, told
from segtui.data.databases.listed_tables import listed
from segtui.data.databases.reading import attended
from segtui.data.databases.stage import stage
from segtui.data.databases.table_address import TableAddress, parse
from segtui.data.databases.warehouses.arrow_columns import database_column, readable
from segtui.data.databases.warehouses.narrow import narrowed
from segtui.data.databases.warehouses.select_only import refuse_changes
from segtui.data.databases.warehouses.snowflake_settings import SnowflakeSettings, snowflake_settings
from segtui.data.raw.asked_table import Server
from segtui.data.raw.listed_table import ListedTable
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign

_NOISE = re.compile(r"^.*?\[Snowflake\] |\d{6} \(\w{5}\): |\. Vendor code: .*$", re.DOTALL)
_DIALED = re.compile(r'\bPost "[^"]*": ')
_LOGIN = range(390000, 391000)
_REFUSED = ("08", "28", "42501", "53", "57", "58")
"""Beginnings of the SQLSTATE of what a server refuses or breaks off."""
_AHEAD = {"adbc.rpc.result_queue_size": "16", "adbc.snowflake.rpc.prefetch_concurrency": "4"}
"""How many batches may wait, and how many come at a time: by default it is 200 and 10, however large they are."""
_SCHEMA = "INFORMATION_SCHEMA"
_TABLES = f"""
select table_schema, table_name, row_count from information_schema.tables
where table_schema <> '{_SCHEMA}'
"""
_SERVER = "select current_version(), current_database()"


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    refuse_changes(asked.statement(), place.name)
    with snowflake_cursor(asked.connection(), place.name) as cursor:
        rows, kinds = attended(lambda: _staged(cursor, asked, place), cursor.adbc_cancel)
    schema = rows.collect_schema()
    columns = [_column(name, kind, schema[name]) for name, kind in kinds.items() if name in schema]
    others = [DatabaseColumn(name, kind, "plain") for name, kind in kinds.items() if name not in schema]
    return rows.select(readable(schema.items())), [*columns, *others], told(columns, {})


def _staged(cursor: Any, asked: TableAddress, place: InputFile) -> tuple[pl.LazyFrame, dict[str, str]]:
    """The rows as they come, and the names and types of all columns."""
    cursor.adbc_statement.set_options(**_AHEAD)
    cursor.adbc_statement.set_sql_query(asked.statement())
    kinds = [(f.name, f.metadata.get("SNOWFLAKE_TYPE", "")) for f in fields(cursor.adbc_statement.execute_schema())]
    refuse_equal_names([DatabaseColumn(name, kind, "plain") for name, kind in kinds], place.name)
    cursor.execute(narrowed(asked, dict(kinds), place).statement())
    return stage(cursor.fetch_arrow(), place), dict(kinds)


def snowflake_tables(connection: Connection) -> list[ListedTable]:
    """The tables that the role may read; UnreachableError where the server can't be reached or refuses."""
    with snowflake_cursor(connection, connection.name or connection.shown) as cursor:
        found = _rows(cursor, _TABLES)
    return listed((schema, name, None if rows is None else int(rows)) for schema, name, rows in found)


def snowflake_server(connection: Connection) -> Server:
    """The server in its own words; UnreachableError where it can't be reached."""
    with snowflake_cursor(connection, connection.name or connection.shown) as cursor:
        number, database = _rows(cursor, _SERVER)[0]
    return Server("Snowflake", str(number), str(database or ""), connection.shown.partition("://")[2].partition("/")[0])


def _rows(cursor: Any, statement: str) -> list[tuple[Any, ...]]:
    cursor.execute(statement)
    return pl.scan_arrow_c_stream(cursor.fetch_arrow()).collect().rows()


def _column(name: str, kind: str, dtype: pl.DataType) -> DatabaseColumn:
    column = database_column(name, kind, dtype)
    is_text = kind in ("variant", "object", "array", "geography", "geometry", "vector", "map")
    return replace(column, how="text") if is_text else column


@contextmanager
def snowflake_cursor(connection: Connection, where: str) -> Iterator[Any]:
    """A cursor whose statements count at once; the driver's errors become the user's."""
    import adbc_driver_manager
    import adbc_driver_snowflake.dbapi

    settings = snowflake_settings(connection)

    def amid(why: str) -> SegtuiError:
        """For what Polars says of an error amid the rows; it drops the server's code."""
        said = scrubbed(_plainly(why), settings.secrets)
        fix = say("run it again when the server is back: nothing was written")
        return UnreachableError(say("the rows broke off: {said}", said=said), where=where, fix=fix)

    try:
        with (
            foreign(amid),
            closing(adbc_driver_snowflake.dbapi.connect(db_kwargs=settings.options, autocommit=True)) as opened,
            opened.cursor() as cursor,
        ):
            yield cursor
    except adbc_driver_manager.Error as error:
        raise _explained(error, connection, settings, where) from None


def _explained(error: Any, connection: Connection, settings: SnowflakeSettings, where: str) -> SegtuiError:
    """The user's error for one of the driver's."""
    why = scrubbed(_plainly(str(error)), settings.secrets)
    state, code = error.sqlstate or "", error.vendor_code or 0
    if code in _LOGIN or state.startswith(_REFUSED):
        fix = say("check the user, what it signs in with, its role and its warehouse")
        return UnreachableError(say("the server refused: {why}", why=why), where=where, fix=fix)
    if state.strip("\0"):
        fix = say("names are as the server has them, mostly in capitals: segtui tables NAME")
        return DataError(say("the server can't answer: {why}", why=why), where=where, fix=fix)
    fix = say("check the account in {shown}, the user, the password and the network", shown=connection.shown)
    return UnreachableError(say("the server can't be reached: {why}", why=why), where=where, fix=fix)


def _plainly(said: str) -> str:
    """One line of what the driver says, without its codes and the address that it called."""
    dialed = _DIALED.split(said)[-1]
    return "; ".join(line.strip() for line in _NOISE.sub("", dialed).splitlines() if line.strip())
