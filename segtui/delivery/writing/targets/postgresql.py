"""Tables of PostgreSQL by ADBC, which sends the rows to a temporary table by COPY."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.postgresql_columns import BROKEN, OF_DRIVER, connected
from segtui.data.databases.reading import attended
from segtui.data.databases.silence import ServerLine
from segtui.delivery.writing.rows import Kind, RunRows
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.delivery.writing.sql.ledger import stage_of
from segtui.delivery.writing.sql.session import TableColumn, within
from segtui.delivery.writing.sql.transaction import SqlTransaction
from segtui.delivery.writing.target import Advance, WriteTarget
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library

_TYPES: dict[Kind, str] = {
    "whole": "bigint",
    "decimal": "double precision",
    "text": "text",
    "yes_no": "boolean",
    "day": "date",
    "time": "timestamp with time zone",
}
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("smallint", "integer", "bigint"), "whole"),
    **dict.fromkeys(("real", "double precision", "numeric"), "decimal"),
    **dict.fromkeys(("text", "character varying", "character"), "text"),
}
_ROOM = " with (fillfactor = 50)"
"""Room in each page for the next version of its rows, so that no index changes where they do: half the time."""
DIALECT = Dialect(_TYPES, _KINDS, now="current_timestamp", rewritten=_ROOM)
_COLUMNS = """
select a.attname, case when t.typcategory = 'S' then format_type(a.atttypid, null) else
    format_type(a.atttypid, a.atttypmod) end,
    a.attnotnull and not a.atthasdef and a.attidentity = '', c.relkind::text
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
where a.attrelid = to_regclass({name}) and a.attnum > 0 and not a.attisdropped order by a.attnum
"""
_LOCK = 7_367_657_475
"""What all writers of segtui to a database wait for; any number that is nobody else's."""
_MEMORY = """
select set_config('work_mem', '64MB', true)
where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB')
"""
"""What keeps a join of a million rows off the server's disk, for this transaction."""
_AMID = re.compile(r"ERROR: |FATAL: |Failed to connect: ")
_REFUSED = ("08", "28", "40", "42501", "53", "55", "57", "25006")
"""Beginnings of the SQLSTATE of what a server refuses or breaks off, which may work another time."""


class PostgresqlSession:
    """A transaction of PostgreSQL."""

    dialect = DIALECT

    def __init__(self, cursor: Any, connection: Any, line: ServerLine | None) -> None:
        self._cursor, self._connection, self._line = cursor, connection, line

    def found(self, parts: Sequence[str]) -> tuple[str, ...]:
        """With the schema that the search path finds it in, or would make it in."""
        if len(parts) > 2:
            parts = within(str(self.rows("select current_database()::text")[0][0]), parts)
        if len(parts) > 1:
            return tuple(parts)
        name = self.dialect.text(self.dialect.quote(parts[0]))
        known = f"select relnamespace::regnamespace::text from pg_class where oid = to_regclass({name})"
        there = self.rows(known) or self.rows("select current_schema()::text")
        return (str(there[0][0]).strip('"'), parts[0])

    def columns(self, table: Sequence[str]) -> list[TableColumn]:
        """The columns of the table."""
        found = self.rows(_COLUMNS.format(name=self.dialect.text(self._quoted(table))))
        if found and found[0][3] not in ("r", "p"):
            raise DataError(
                say("is a view or a table of another server"), where=".".join(table), fix=say("name a table")
            )
        return [TableColumn(name, type, needed) for name, type, needed, _ in found]

    def lacking(self, table: Sequence[str], *, exists: bool) -> list[str]:
        """The rights that the user lacks."""
        schema, name = self.dialect.text(table[0]), self.dialect.text(self._quoted(table))
        if not self.rows(f"select 1 from pg_namespace where nspname = {schema}"):
            raise DataError(
                say("there is no schema {table}", table=table[0]),
                where=".".join(table),
                fix=say("create it, or name another"),
            )
        rights = ("select", "insert", "update", "delete") if exists else ("create",)
        of = f"has_table_privilege({name}, '{{0}}')" if exists else f"has_schema_privilege({schema}, '{{0}}')"
        has = self.rows(f"select {', '.join(f'{of.format(right)} as may_{right}' for right in rights)}")[0]
        on = ".".join(table) if exists else f"schema {table[0]}"
        return [f"{right} on {on}" for right, given in zip(rights, has, strict=True) if not given]

    def lock(self, table: Sequence[str]) -> None:
        """Others may go on reading the table."""
        self.run(f"select pg_advisory_xact_lock({_LOCK})")
        if self.columns(table):
            self.run(f"lock table {self._quoted(table)} in share row exclusive mode")

    def run(self, statement: str) -> None:
        """Carry out a statement."""
        self._attended(self._cursor.execute, statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        self.run(statement)
        return pl.scan_arrow_c_stream(self._cursor.fetch_arrow()).collect().rows()

    def create(self, statement: str, table: Sequence[str]) -> None:
        """Create a table."""
        self.run(statement)

    def stage(self, table: Sequence[str], rows: RunRows, advance: Advance) -> str:
        """The rows in a temporary table."""
        name = stage_of(table)
        place, done, mode = f"pg_temp.{self.dialect.quote(name)}", 0, "create"
        self.run(f"drop table if exists {place}")
        for batch in rows.batches():
            self._attended(self._cursor.adbc_ingest, name, batch, mode=mode, temporary=True)
            mode, done = "append", done + batch.height
            advance(done / max(rows.count, 1))
        if not done:
            columns = [f"{self.dialect.quote(c.name)} {self.dialect.types[c.kind]}" for c in rows.columns]
            self.run(f"create temp table {self.dialect.quote(name)} ({', '.join(columns)})")
        self.run(f"analyze {place}")
        self.rows(_MEMORY)
        return place

    def commit(self) -> None:
        """Let it count."""
        self._attended(self._connection.commit)

    def _attended(self, call: Callable[..., object], *given: Any, **named: Any) -> None:
        attended(partial(call, *given, **named), self._cursor.adbc_cancel, self._line)

    def _quoted(self, table: Sequence[str]) -> str:
        return ".".join(map(self.dialect.quote, table))


@contextmanager
def opened(connection: Connection) -> Iterator[SqlTransaction]:
    """A transaction on the server of a connection."""
    import adbc_driver_manager

    url, password = connection.secret_url()
    try:
        with connected(url, connection.name or connection.shown) as (link, line), link.cursor() as cursor:
            yield SqlTransaction(PostgresqlSession(cursor, link, line))
    except adbc_driver_manager.Error as error:
        raise _explained(error, connection, password) from None


def _explained(error: Any, connection: Connection, password: str) -> SegtuiError:
    """The user's error for one of the driver's, without its statement and details."""
    said = OF_DRIVER.split(str(error).partition("\n\nQuery was")[0])[-1]
    line = next((line for line in _AMID.split(said)[-1].splitlines() if line.strip()), said)
    why, where, state = scrubbed(line.strip(), [password]), connection.name or connection.shown, error.sqlstate or ""
    if state and not state.startswith(_REFUSED):
        return DataError(
            say("the server can't take the rows: {why}", why=why), where=where, fix=say("nothing was written")
        )
    if state:
        return UnreachableError(say("the server refused: {why}", why=why), where=where, fix=say("nothing was written"))
    if BROKEN.search(why):
        fix = say("nothing is half done: write again when the server is back")
        return UnreachableError(say("the connection was lost: {why}", why=why), where=where, fix=fix)
    fix = say(
        "nothing is half done; check the server {shown}, its port, the user and the password", shown=connection.shown
    )
    return UnreachableError(say("the server can't be reached: {why}", why=why), where=where, fix=fix)


TARGET = WriteTarget(
    name="postgresql",
    label="PostgreSQL",
    open=opened,
    schemes=("postgresql", "postgres"),
    libraries=(Library("adbc_driver_postgresql", "segtui[sql]"),),
)
