"""Tables of MySQL and MariaDB by PyMySQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.databases.mysql.session import MysqlLink, opened_session
from segtui.data.databases.reading import attended
from segtui.data.databases.table_address import backticked
from segtui.delivery.writing.rows import Kind, RunRows, WrittenColumn
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.delivery.writing.sql.ledger import stage_of
from segtui.delivery.writing.sql.session import TableColumn, within
from segtui.delivery.writing.sql.transaction import SqlTransaction
from segtui.delivery.writing.target import Advance, WriteTarget
from segtui.errors import DataError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library
from segtui.libraries.columns import col

_UTF8 = "character set utf8mb4 collate utf8mb4_bin"
_TYPES: dict[Kind, str] = {
    "whole": "bigint",
    "decimal": "double",
    "text": f"longtext {_UTF8}",
    "yes_no": "boolean",
    "day": "date",
    "time": "datetime",
}
_WHOLE = ("tinyint", "smallint", "mediumint", "int", "bigint")
_BEGIN = (
    "set session sql_mode = 'STRICT_ALL_TABLES'",
    "set session transaction isolation level read committed",  # so that tables created meanwhile are seen
    "set time_zone = '+00:00'",
    "start transaction",
)
_COLUMNS = """
select c.column_name, c.column_type, c.collation_name, c.character_set_name,
    c.is_nullable = 'NO' and c.column_default is null and c.extra = '', t.table_type, t.engine
from information_schema.columns c join information_schema.tables t
    on t.table_schema = c.table_schema and t.table_name = c.table_name
where c.table_schema = {0} and c.table_name = {1} order by c.ordinal_position
"""
_LOCK, _PATIENCE = "segtui_writes", 600
_SAFE = ("InnoDB", "ROCKSDB")
_ROWS = 10_000


def text_literal(text: str) -> str:
    """A text where backslashes escape."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


DIALECT = Dialect(
    types=_TYPES,
    kinds={**dict.fromkeys(_WHOLE, "whole"), **dict.fromkeys(("float", "double", "decimal"), "decimal")},
    now="utc_timestamp()",
    differs="not ({0} <=> {1})",
    casts=False,
    update="update {table} as t join {stage} as s on {keys} set {sets} where {match}",
    set_column="t.{0}",
    key_types={"text": f"varchar(500) {_UTF8}"},
    quote=backticked,
    text=text_literal,
    fold=str.lower,
)


class MysqlSession:
    """A transaction of MySQL. Tables are created beside it, because that would commit it, and dropped if it fails."""

    dialect: Dialect

    def __init__(self, link: MysqlLink, connection: Connection, where: str) -> None:
        self._link, self._connection, self._where = link, connection, where
        self._created: list[str] = []
        self.dialect = replace(DIALECT, now=DIALECT.text(str(self.rows(f"select {DIALECT.now}")[0][0])))

    def found(self, parts: Sequence[str]) -> tuple[str, ...]:
        """With the database of the connection where none is named."""
        parts = within("", parts)
        database = parts[-2] if len(parts) > 1 else self.rows("select database()")[0][0]
        if not database:
            raise DataError(say("names no database"), where=f"{self._where} {parts[-1]}", fix=f"shop.{parts[-1]}")
        return (str(database), parts[-1])

    def columns(self, table: Sequence[str]) -> list[TableColumn]:
        """The columns of the table, their types with what they collate by."""
        found = self.rows(_COLUMNS.format(*map(self.dialect.text, table)))
        if found and found[0][5] != "BASE TABLE":
            raise DataError(say("is a view, not a table"), where=".".join(table))
        if found and found[0][6] not in _SAFE:
            fix = say("alter table … engine = InnoDB")
            raise DataError(
                say("its engine {found} has no transactions", found=found[0][6]), where=".".join(table), fix=fix
            )
        return [
            TableColumn(name, f"{kind} character set {letters} collate {order}" if order else kind, bool(needed))
            for name, kind, order, letters, needed, *_ in found
        ]

    def lacking(self, table: Sequence[str], *, exists: bool) -> list[str]:
        """Nothing that the server would say before it is asked to do it."""
        return []

    def lock(self, table: Sequence[str]) -> None:
        """Wait for other writers of segtui."""
        if self.rows(f"select get_lock({self.dialect.text(_LOCK)}, {_PATIENCE})") != [(1,)]:
            fix = say("write again later: segtui write RUN_DIR")
            raise UnreachableError(say("another write does not end"), where=self._where, fix=fix)

    def run(self, statement: str) -> None:
        """Carry out a statement."""
        self.rows(statement)

    def create(self, statement: str, table: Sequence[str]) -> None:
        """Create a table, until `undo` drops it."""
        with opened_session(self._connection, self._where) as beside:
            beside.run(statement)
        self._created.append(".".join(map(self.dialect.quote, table)))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        return attended(lambda: self._link.run(statement), self._link.end, self._link.line)

    def stage(self, table: Sequence[str], rows: RunRows, advance: Advance) -> str:
        """The rows in a temporary table with the types of the other, so that all compares as there."""
        types = {column.name.lower(): column.type for column in self.columns(table)}
        place = ".".join(map(self.dialect.quote, (table[0], stage_of(table))))
        names = {column.name: self.dialect.quote(column.name) for column in rows.columns}
        made = [f"{quoted} {types[name.lower()]}" for name, quoted in names.items()]
        keys = ", ".join(names[column.name] for column in rows.columns if column.is_key)
        self.run(f"drop temporary table if exists {place}")
        self.run(f"create temporary table {place} ({', '.join(made)}, index ({keys}))")
        done = 0
        for batch in rows.batches():
            for part in batch.iter_slices(_ROWS):
                self.run(f"insert into {place} values {','.join(_literals(part, rows.columns))}")
            advance((done := done + batch.height) / max(rows.count, 1))
        return place

    def commit(self) -> None:
        """Let it count."""
        self._link.opened.commit()
        self._created.clear()

    def undo(self) -> None:
        """Take back what was done, and drop what was created; a server that has gone has taken it back itself."""
        import pymysql

        with suppress(pymysql.Error):
            self._link.opened.rollback()
            for table in self._created:
                self._link.run(f"drop table {table}")


def _literals(rows: pl.DataFrame, columns: Sequence[WrittenColumn]) -> list[str]:
    """Each row in parentheses, as SQL has it."""
    cells = []
    for column in columns:
        cell = col(column.name)
        if column.kind == "text":
            escaped = cell.str.replace_all("\\", "\\\\", literal=True).str.replace_all("'", "''", literal=True)
            written = pl.concat_str(pl.lit("'"), escaped, pl.lit("'"))
        elif column.kind in ("day", "time"):
            iso = cell.dt.strftime("%Y-%m-%d" if column.kind == "day" else "%Y-%m-%d %H:%M:%S%.6f")
            written = pl.concat_str(pl.lit("'"), iso, pl.lit("'"))
        else:
            written = (cell.cast(pl.Int8) if column.kind == "yes_no" else cell).cast(pl.String)
        cells.append(written.fill_null("null"))
    return (
        rows.select(pl.concat_str(pl.lit("("), pl.concat_str(cells, separator=","), pl.lit(")"))).to_series().to_list()
    )


@contextmanager
def opened(connection: Connection) -> Iterator[SqlTransaction]:
    """A transaction on the server of a connection."""
    where = connection.name or connection.shown
    with opened_session(connection, where) as link:
        for statement in _BEGIN:
            link.run(statement)
        session = MysqlSession(link, connection, where)
        try:
            yield SqlTransaction(session)
        finally:
            session.undo()


TARGET = WriteTarget(
    name="mysql",
    label="MySQL and MariaDB",
    open=opened,
    schemes=("mysql", "mariadb"),
    libraries=(Library("pymysql", "segtui[sql]"),),
)
