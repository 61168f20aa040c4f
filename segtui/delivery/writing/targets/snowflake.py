"""Tables of Snowflake by ADBC: the rows go up as one Parquet file, and the statements wait for one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.snowflake import snowflake_cursor
from segtui.delivery.writing.rows import Kind, RunRows
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.delivery.writing.sql.ledger import LEDGER, ledger_of, stage_of
from segtui.delivery.writing.sql.session import TableColumn
from segtui.delivery.writing.sql.transaction import SqlTransaction
from segtui.delivery.writing.target import Advance, WriteTarget
from segtui.errors import DataError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library

_TYPES: dict[Kind, str] = {
    "whole": "numeric(38,0)",
    "decimal": "float",
    "text": "varchar(16777216)",
    "yes_no": "boolean",
    "day": "date",
    "time": "timestamp_ntz(9)",
}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_WHOLE = re.compile(r"number(\(\d+,0\))")
_NOW = "select to_char(convert_timezone('UTC', current_timestamp()), 'YYYY-MM-DD HH24:MI:SS.FF6')"
_LOCKED = "insert into {0} (number, target, run, digest, written_rows, written_at) values (0, '', '', '', 0, {1})"
"""A row of no table, so that the first two writes have something to wait for."""
_FILES = "segtui_files"
_SCHEMAS = "select schema_name from {0}.information_schema.schemata where upper(schema_name) = upper({1})"
_TABLES = """
select table_name, table_type from {0}.information_schema.tables
where table_schema = {1} and upper(table_name) = upper({2})
"""


def in_capitals(name: str) -> str:
    """A new name as Snowflake would have it where nobody puts it in quotes."""
    return name.upper() if _PLAIN.fullmatch(name) else name


def _text(text: str) -> str:
    """A text where backslashes escape."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


DIALECT = Dialect(
    types=_TYPES,
    kinds={"numeric": "whole", "number": "decimal", "float": "decimal"},  # as `columns` calls them
    now="current_timestamp()",
    text=_text,
    fold=str.upper,
    created=in_capitals,
)


class SnowflakeSession:
    """Statements that wait until they are committed, for no table can be made inside of a transaction of Snowflake.

    What is asked meanwhile is answered from the table as it was. A table that is created is dropped if the write fails.
    """

    dialect = DIALECT

    def __init__(self, cursor: Any, where: str) -> None:
        self._cursor, self._where = cursor, where
        self._waiting: list[str] = []
        self._created: list[Sequence[str]] = []
        self._seen: dict[tuple[str, ...], int] = {}
        moment = DIALECT.text(f"{self.rows(_NOW)[0][0]} +00:00")
        self.dialect = replace(DIALECT, now=f"cast({moment} as timestamp_tz)")  # of UTC, once for all

    def found(self, parts: Sequence[str]) -> tuple[str, ...]:
        """With database and schema, which become those of the session; other capitals do where no name is the same."""
        database, schema = self.rows("select current_database(), current_schema()")[0]
        database = in_capitals(parts[-3]) if len(parts) > 2 else database
        schema = parts[-2] if len(parts) > 1 else schema
        if not database or not schema:
            fix = say("such as shop.public.segments, or name both in the connection")
            raise DataError(say("names no database and schema"), where=f"{self._where} {parts[-1]}", fix=fix)
        schemas = self.rows(_SCHEMAS.format(self.dialect.quote(database), self.dialect.text(schema)))
        if not schemas:
            raise DataError(
                say("there is no schema {schema}", schema=schema),
                where=parts[-1],
                fix=say("create it, or name another"),
            )
        schema = _like(schema, [name for (name,) in schemas])
        self._cursor.execute(f"use schema {self._quoted((database, schema))}")
        tables = self._tables((database, schema, parts[-1]))
        return (database, schema, _like(parts[-1], list(tables)))

    def columns(self, table: Sequence[str]) -> list[TableColumn]:
        """The columns of the table."""
        if (kind := self._tables(table).get(table[-1])) is None:
            return []
        if kind != "BASE TABLE":
            raise DataError(say("is a view, not a table"), where=".".join(table))
        described = self.rows(f"describe table {self._quoted(table)}")
        return [
            TableColumn(name, _WHOLE.sub(r"numeric\1", type.lower()), nullable == "N" and default is None)
            for name, type, _, nullable, default, *_ in described
        ]

    def lacking(self, table: Sequence[str], *, exists: bool) -> list[str]:
        """Nothing that the server would say before it is asked to do it."""
        return []

    def lock(self, table: Sequence[str]) -> None:
        """Remember the last write to the table: no lock lasts longer than a statement before the transaction begins."""
        self._seen[tuple(table)] = self._last_write(table)

    def run(self, statement: str) -> None:
        """Let a statement wait for the transaction."""
        self._waiting.append(statement)

    def create(self, statement: str, table: Sequence[str]) -> None:
        """Create a table, until `undo` drops it; that of the writes with a row that can be locked."""
        self._cursor.execute(statement)
        self._created.append(table)
        if table[-1] == LEDGER:
            self._cursor.execute(_LOCKED.format(self._quoted(table), self.dialect.now))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        self._cursor.execute(statement)
        return pl.scan_arrow_c_stream(self._cursor.fetch_arrow()).collect().rows()

    def stage(self, table: Sequence[str], rows: RunRows, advance: Advance) -> str:
        """The rows in a temporary table, from a temporary place for their file."""
        place = self.dialect.quote(stage_of(table))
        columns = [
            f"{self.dialect.quote(c.name)} {self.dialect.new_type(c.kind, is_key=c.is_key)}" for c in rows.columns
        ]
        names = [self.dialect.quote(c.name) for c in rows.columns]
        cells = ", ".join(f"$1:{name}" for name in names)
        file = self.dialect.text(f"file://{rows.file.as_posix()}")
        for statement in (
            f"create or replace temporary table {place} ({', '.join(columns)})",
            f"create or replace temporary stage {_FILES}",
            f"put {file} @{_FILES} auto_compress = false overwrite = true",
            f"copy into {place} ({', '.join(names)}) from (select {cells} from @{_FILES}) "
            "file_format = (type = parquet use_logical_type = true) force = true",
        ):
            self._cursor.execute(statement)
        advance(1.0)
        return place

    def commit(self) -> None:
        """Carry out all that waits, in one transaction; UnreachableError where another write has come first."""
        self._cursor.execute("begin transaction")
        if self._waiting:
            for table, last in self._seen.items():
                self._refuse_second(table, last)
        for statement in (*self._waiting, "commit"):
            self._cursor.execute(statement)
        self._waiting.clear()
        self._created.clear()

    def _refuse_second(self, table: Sequence[str], last: int) -> None:
        """Let other writers wait from now on: an update locks the rows of the writes until the transaction ends."""
        place = self._quoted(ledger_of(table))
        self._cursor.execute(f"update {place} set number = number where number >= 0")
        if self._last_write(table) != last:
            what = say("another run was written to the table meanwhile, and stays")
            raise UnreachableError(what, where=".".join(table), fix=say("write again"))

    def _last_write(self, table: Sequence[str]) -> int:
        """The number of the last write to a table; 0 where there was none."""
        if LEDGER not in self._tables(ledger_of(table)):
            return 0
        place, target = self._quoted(ledger_of(table)), self.dialect.text(table[-1])
        return int(self.rows(f"select coalesce(max(number), 0) from {place} where target = {target}")[0][0])

    def undo(self) -> None:
        """Take back what was done, and drop what was created, unless another write has filled it meanwhile."""
        import adbc_driver_manager

        with suppress(adbc_driver_manager.Error):  # a server that has gone has taken it back itself
            self._undo()

    def _undo(self) -> None:
        if self._waiting:
            self._cursor.execute("rollback")
        for table in self._created:
            others = " where number > 0" if table[-1] == LEDGER else ""
            if not self.rows(f"select 1 as one from {self._quoted(table)}{others} limit 1"):
                self._cursor.execute(f"drop table {self._quoted(table)}")

    def _tables(self, table: Sequence[str]) -> dict[str, str]:
        """The kinds of the schema's tables that are called so but for capitals, by name."""
        database, schema, name = table
        asked = _TABLES.format(self.dialect.quote(database), self.dialect.text(schema), self.dialect.text(name))
        return dict(self.rows(asked))

    def _quoted(self, parts: Sequence[str]) -> str:
        return ".".join(map(self.dialect.quote, parts))


def _like(name: str, known: Sequence[str]) -> str:
    """The one of the known names that is the same, or is but for capitals; without one, what a new one is called."""
    return name if name in known else next(iter(sorted(known)), in_capitals(name))


@contextmanager
def opened(connection: Connection) -> Iterator[SqlTransaction]:
    """A transaction on the server of a connection."""
    where = connection.name or connection.shown
    with snowflake_cursor(connection, where) as cursor:
        session = SnowflakeSession(cursor, where)
        try:
            yield SqlTransaction(session)
        finally:
            session.undo()


TARGET = WriteTarget(
    name="snowflake",
    label="Snowflake",
    open=opened,
    schemes=("snowflake",),
    libraries=(Library("adbc_driver_snowflake", "segtui[snowflake]"),),
)
