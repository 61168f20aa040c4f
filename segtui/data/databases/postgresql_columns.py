"""A statement's rows from PostgreSQL: its columns are described first, so that each type comes out right or as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.arrow_schema import fields
from segtui.data.databases.column_types import DatabaseColumn, How, infinite, needed_columns, refuse_equal_names, told
from segtui.data.databases.reading import attended, shared
from segtui.data.databases.silence import ServerLine, new_sockets, postgresql_line
from segtui.data.databases.stage import stage
from segtui.data.databases.table_address import parse, quoted, see_tables
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign

_HOW: dict[str, How] = {
    **dict.fromkeys(("bool", "int2", "int4", "int8", "float4", "float8", "text", "varchar"), "plain"),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), "day"),
    "interval": "interval",
    "numeric": "exact",
    "bpchar": "plain",
    "name": "plain",
}
_SQL: dict[How, str] = {
    "plain": "{0}",
    "day": "case when isfinite({0}) then {0} end",
    "interval": "extract(epoch from {0})::float8",
    "exact": "{0}::text",
    "text": "{0}::text",
}
_SERVER = re.compile(r"(?:ERROR|FATAL): ")
OF_DRIVER = re.compile(r"\[libpq\] (?:\w+\(\) failed|Failed to execute query '.*'): ", re.DOTALL)
"""What the driver says before the server's own words."""
_AMID = re.compile(r"ERROR: |Failed to connect: ")
_STATE = re.compile(r"\.?\s*SQLSTATE: \w+\s*$")
BROKEN = re.compile(r"terminating connection|canceling statement|server closed")
"""What is said of a connection that ends by itself."""
_REFUSED = ("28", "42501", "53", "57", "08")
"""Beginnings of the SQLSTATE of what a server refuses or breaks off."""
_BATCH = 4 << 20
"""Bytes that come at a time."""
_WAITS = {"connect_timeout": 30, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_LATER = say("run it again when the server is back: nothing was written")


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    statement = asked.statement()
    with _read_only(asked.connection(), place.name) as (cursor, line):
        return attended(lambda: _staged(cursor, statement, place), cursor.adbc_cancel, line)


def _staged(
    cursor: Any, statement: str, place: InputFile
) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    columns = [_column(name, kind) for name, kind in _described(cursor, statement)]
    refuse_equal_names(columns, place.name)
    needed = needed_columns(columns, place)
    counts = infinite(needed, statement)
    days = [column.name for column in needed if column.how == "day"]
    infinities = dict(zip(days, rows_of(cursor, counts).row(0), strict=True)) if counts else {}
    chosen = ", ".join(f"{_SQL[c.how].format(quoted(c.name))} as {quoted(c.name)}" for c in needed)
    cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH)})
    cursor.execute(f"select {chosen} from ({statement}\n) as asked")
    return stage(cursor.fetch_arrow(), place), columns, told(needed, infinities)


@contextmanager
def read_only_cursor(connection: Connection, where: str) -> Iterator[Any]:
    """A cursor in a read-only transaction that sees one state of the database: the same for all that a run reads."""
    with _read_only(connection, where) as (cursor, _):
        yield cursor


@contextmanager
def _read_only(connection: Connection, where: str) -> Iterator[tuple[Any, ServerLine | None]]:
    transaction = shared((connection.name, connection.url), lambda: _transaction(connection, where))
    with (
        transaction as (opened, line, password),
        _explaining(connection, password, where),
        opened.cursor() as cursor,
    ):
        yield cursor, line


@contextmanager
def _transaction(connection: Connection, where: str) -> Iterator[tuple[Any, ServerLine | None, str]]:
    """A connection whose transaction has begun, its line, and its password."""
    url, password = connection.secret_url()
    with _explaining(connection, password, where), connected(url, where) as (opened, line):
        with opened.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local synchronize_seqscans = off")
            _end_with_client(cursor)
        yield opened, line, password


@contextmanager
def connected(url: str, where: str) -> Iterator[tuple[Any, ServerLine | None]]:
    """A connection of ADBC's and its line; UnreachableError where the server says nothing, else the driver's errors."""
    import adbc_driver_postgresql.dbapi  # type: ignore[import-untyped]

    def connect() -> Any:
        return adbc_driver_postgresql.dbapi.connect(_patient(url))

    with new_sockets() as sockets:
        opened = attended(connect, line=ServerLine(where, lambda: True))
    with closing(opened):
        yield opened, postgresql_line(where, sockets)


def _end_with_client(cursor: Any) -> None:
    """Let the server end a statement when this process is gone, however it went; PostgreSQL 14 and later can."""
    import adbc_driver_manager

    cursor.execute("savepoint watching")
    try:
        cursor.execute("set local client_connection_check_interval = '1s'")
    except adbc_driver_manager.Error:
        cursor.execute("rollback to savepoint watching")


def _patient(url: str) -> str:
    """The URL with how long a silent network is waited for, where it does not say so itself: about a minute."""
    settings = url.partition("?")[2]
    added = [f"{key}={value}" for key, value in _WAITS.items() if f"{key}=" not in settings]
    return f"{url}{'&' if settings else '?'}{'&'.join(added)}" if added else url


@contextmanager
def _explaining(connection: Connection, password: str, where: str) -> Iterator[None]:
    """Errors of the driver, and of Polars amid the rows, as the user's."""
    import adbc_driver_manager

    def explain(why: str) -> SegtuiError:
        """For what Polars says of an error amid the rows; it drops the server's code."""
        sign = _SERVER.search(why)
        said = scrubbed(OF_DRIVER.split(_SERVER.split(why)[-1])[-1].strip(), [password])
        if sign and not BROKEN.search(said):
            return DataError(say("the server can't answer: {said}", said=said), where=where)
        return UnreachableError(say("the connection was lost: {said}", said=said), where=where, fix=_LATER)

    try:
        with foreign(explain):
            yield
    except adbc_driver_manager.Error as error:
        raise _explained(error, connection, password, where) from None


def _explained(error: Any, connection: Connection, password: str, where: str) -> SegtuiError:
    """The user's error for one of the driver's, without the statement that it repeats."""
    said = _STATE.sub("", str(error).partition("\n\nQuery was")[0])
    lines = [line.strip() for line in said.splitlines() if line.strip() and set(line.strip()) != {"^"}]
    why = scrubbed(OF_DRIVER.split(_AMID.split("; ".join(lines))[-1])[-1].strip(), [password])
    state = error.sqlstate or ""
    if state and not state.startswith(_REFUSED):
        return DataError(say("the server can't answer: {why}", why=why), where=where, fix=see_tables(where))
    if state:
        return UnreachableError(
            say("the server refused: {why}", why=why), where=where, fix=say("ask for the right to read")
        )
    fix = say("check the server {shown}, its port, the user and the password", shown=connection.shown)
    return UnreachableError(say("the server can't be reached: {why}", why=why), where=where, fix=fix)


def _described(cursor: Any, statement: str) -> list[tuple[str, str]]:
    cursor.adbc_statement.set_sql_query(statement)
    return [(field.name, field.metadata.get("POSTGRESQL:type", "")) for field in fields(_schema(cursor))]


def _schema(cursor: Any) -> Any:
    return cursor.adbc_statement.execute_schema()


def rows_of(cursor: Any, statement: str) -> pl.DataFrame:
    """All rows of a statement whose types Polars has."""
    cursor.execute(statement)
    return pl.scan_arrow_c_stream(cursor.fetch_arrow()).collect()


def _column(name: str, kind: str) -> DatabaseColumn:
    shown = f"{kind[1:]}[]" if kind.startswith("_") else "another type" if kind.startswith("unnamed") else kind
    return DatabaseColumn(name, shown, _HOW.get(kind, "text"))
