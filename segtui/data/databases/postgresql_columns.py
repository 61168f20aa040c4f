"""A statement's rows from PostgreSQL: its columns are described first, so that each type comes out right or as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import polars as pl

from segtui.connections.connection import Connection
from segtui.connections.secrets import scrubbed
from segtui.data.databases.arrow_schema import fields
from segtui.data.databases.column_types import DatabaseColumn, How, infinite, refuse_equal_names, told
from segtui.data.databases.stage import stage
from segtui.data.databases.table_address import parse, quoted
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, SegtuiError, UnreachableError
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
_AMID = re.compile(r"ERROR: |Failed to connect: ")
_BROKEN = re.compile(r"terminating connection|canceling statement|server closed")
_REFUSED = ("28", "42501", "53", "57", "08")
"""Beginnings of the SQLSTATE of what a server refuses or breaks off."""


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    statement = asked.statement()
    with read_only_cursor(asked.connection(), place.name) as cursor:
        columns = [_column(name, kind) for name, kind in _described(cursor, statement)]
        refuse_equal_names(columns, place.name)
        counts = infinite(columns, statement)
        days = [column.name for column in columns if column.how == "day"]
        infinities = dict(zip(days, rows_of(cursor, counts).row(0), strict=True)) if counts else {}
        chosen = ", ".join(f"{_SQL[c.how].format(quoted(c.name))} as {quoted(c.name)}" for c in columns)
        cursor.execute(f"select {chosen} from ({statement}\n) as asked")
        return stage(cursor.fetch_arrow(), place), columns, told(columns, infinities)


@contextmanager
def read_only_cursor(connection: Connection, where: str) -> Iterator[Any]:
    """A cursor in a read-only transaction that sees one state of the database."""
    import adbc_driver_manager
    import adbc_driver_postgresql.dbapi  # type: ignore[import-untyped]

    url, password = connection.secret_url()

    def explain(why: str) -> SegtuiError:
        """For what Polars says of an error amid the rows; it drops the server's code."""
        _, sign, answer = why.rpartition("ERROR: ")
        said = scrubbed(answer.strip(), [password])
        if sign and not _BROKEN.search(said):
            return DataError(f"the server can't answer: {said}", where=where)
        fix = "run it again when the server is back: nothing was written"
        return UnreachableError(f"the connection was lost: {said}", where=where, fix=fix)

    try:
        with foreign(explain), closing(adbc_driver_postgresql.dbapi.connect(url)) as opened, opened.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local synchronize_seqscans = off")
            yield cursor
    except adbc_driver_manager.Error as error:
        raise _explained(error, connection, password, where) from None


def _explained(error: Any, connection: Connection, password: str, where: str) -> SegtuiError:
    """The user's error for one of the driver's, without the statement that it repeats."""
    said = str(error).partition("\n\nQuery was")[0]
    lines = [line.strip() for line in said.splitlines() if line.strip() and set(line.strip()) != {"^"}]
    why = scrubbed(_AMID.split("; ".join(lines))[-1].strip(), [password])
    state = error.sqlstate or ""
    if state and not state.startswith(_REFUSED):
        return DataError(f"the server can't answer: {why}", where=where, fix="see its tables: segtui tables NAME")
    if state:
        return UnreachableError(f"the server refused: {why}", where=where, fix="ask for the right to read")
    fix = f"check the server {connection.shown}, its port, the user and the password"
    return UnreachableError(f"the server can't be reached: {why}", where=where, fix=fix)


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
