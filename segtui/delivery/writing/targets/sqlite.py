"""Tables of an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import polars.selectors as cs

from segtui.data.connections.connection import Connection
from segtui.delivery.writing.rows import RunRows
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.delivery.writing.sql.ledger import stage_of
from segtui.delivery.writing.sql.local_file import database_file
from segtui.delivery.writing.sql.session import TableColumn
from segtui.delivery.writing.sql.transaction import SqlTransaction
from segtui.delivery.writing.target import Advance, WriteTarget
from segtui.errors import DataError, ResourceError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign

_PATIENCE = 30
_TYPES = {"whole": "integer", "decimal": "real", "text": "text", "yes_no": "integer", "day": "text", "time": "text"}
DIALECT = Dialect(
    types=_TYPES,  # type: ignore[arg-type]
    kinds={"integer": "whole", "int": "whole", "bigint": "whole"},
    now="strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
    differs="{0} is not {1}",
    casts=False,
    fold=str.lower,
)


class SqliteSession:
    """A transaction on an SQLite file."""

    dialect: Dialect

    def __init__(self, opened: sqlite3.Connection, where: str) -> None:
        self._opened, self._where = opened, where
        began = opened.execute(f"select {DIALECT.now}").fetchone()[0]
        self.dialect = replace(DIALECT, now=DIALECT.text(began))  # one time for all statements

    def found(self, parts: Sequence[str]) -> tuple[str, ...]:
        """The table, whose name may have other capitals; DataError for a schema, which SQLite lacks."""
        if [part.lower() for part in parts[:-1]] not in ([], ["main"]):
            raise DataError(
                say("SQLite has no schemas"),
                where=f"{self._where} {'.'.join(parts)}",
                fix=say("name it {parts}", parts=parts[-1]),
            )
        return ("main", parts[-1])

    def columns(self, table: Sequence[str]) -> list[TableColumn]:
        """The columns of the table."""
        name = self.dialect.text(table[-1])
        kind = self.rows(f"select type from sqlite_master where lower(name) = lower({name})")
        if kind and kind[0][0] != "table":
            raise DataError(say("is a {kind}, not a table", kind=kind[0][0]), where=f"{self._where} {table[-1]}")
        known = f'select name, type, "notnull" and dflt_value is null and pk = 0 from pragma_table_info({name})'
        return [TableColumn(column, type, bool(needed)) for column, type, needed in self.rows(known)]

    def lacking(self, table: Sequence[str], *, exists: bool) -> list[str]:
        """None: who may write to the file may do all."""
        return []

    def lock(self, table: Sequence[str]) -> None:
        """The transaction has the whole file."""

    def run(self, statement: str) -> None:
        """Carry out a statement."""
        with self._refusals():
            self._opened.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        with self._refusals():
            return self._opened.execute(statement).fetchall()

    def create(self, statement: str, table: Sequence[str]) -> None:
        """Create a table."""
        self.run(statement)

    def stage(self, table: Sequence[str], rows: RunRows, advance: Advance) -> str:
        """The rows in a temporary table."""
        name = stage_of(table)
        place = f"temp.{self.dialect.quote(name)}"
        columns = [f"{self.dialect.quote(c.name)} {self.dialect.types[c.kind]}" for c in rows.columns]
        self.run(f"drop table if exists {place}")
        self.run(f"create temp table {self.dialect.quote(name)} ({', '.join(columns)})")
        done = 0
        for batch in rows.batches():
            cells = batch.with_columns(cs.temporal().dt.to_string("iso:strict")).rows()
            with self._refusals():
                self._opened.executemany(f"insert into {place} values ({', '.join('?' * len(columns))})", cells)
            advance((done := done + batch.height) / max(rows.count, 1))
        keys = ", ".join(self.dialect.quote(c.name) for c in rows.columns if c.is_key)
        self.run(f"create index temp.{self.dialect.quote(name + '_keys')} on {self.dialect.quote(name)} ({keys})")
        return place

    def commit(self) -> None:
        """Let it count."""
        self.run("commit")

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        with foreign(lambda why: _explained(why, self._where), raises=(sqlite3.Error,)):
            yield


@contextmanager
def opened(connection: Connection) -> Iterator[SqlTransaction]:
    """A transaction on the file of a connection."""
    file, where = database_file(connection), connection.name or connection.shown
    with (
        foreign(lambda why: _explained(why, where), raises=(sqlite3.Error,)),
        closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", _PATIENCE, uri=True, isolation_level=None)
        ) as db,
    ):
        db.execute("begin immediate")
        yield SqlTransaction(SqliteSession(db, where))


def _explained(why: str, where: str) -> SegtuiError:
    if "locked" in why or "readonly" in why or "unable to open" in why:
        fix = say("write again when no other program writes to it: segtui write RUN_DIR")
        return UnreachableError(say("the database refused: {why}", why=why), where=where, fix=fix)
    if "disk is full" in why:
        return ResourceError(why, where=where, fix=say("make room: nothing was written"))
    return DataError(say("the database can't take the rows: {why}", why=why), where=where)


TARGET = WriteTarget("sqlite", "SQLite", opened, ("sqlite",))
