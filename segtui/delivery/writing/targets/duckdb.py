"""Tables of a DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from segtui.data.connections.connection import Connection
from segtui.delivery.writing.rows import Kind, RunRows
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.delivery.writing.sql.ledger import stage_of
from segtui.delivery.writing.sql.local_file import database_file
from segtui.delivery.writing.sql.session import TableColumn, within
from segtui.delivery.writing.sql.transaction import SqlTransaction
from segtui.delivery.writing.target import Advance, WriteTarget
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library, foreign

_TYPES: dict[Kind, str] = {
    "whole": "bigint",
    "decimal": "double",
    "text": "varchar",
    "yes_no": "boolean",
    "day": "date",
    "time": "timestamp",
}
_WHOLE = ("tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint")
DIALECT = Dialect(
    types=_TYPES,
    kinds={**dict.fromkeys(_WHOLE, "whole"), **dict.fromkeys(("float", "double", "decimal"), "decimal")},
    now="make_timestamp(epoch_us(current_timestamp))",  # without an extension DuckDB knows no other zone than UTC
    fold=str.lower,
    primary_key=False,  # whose index takes a row that was removed in the same transaction for one that is there
)
_COLUMNS = """
select c.column_name, lower(c.data_type), c.is_nullable = 'NO' and c.column_default is null, t.table_type
from information_schema.columns c join information_schema.tables t
    on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_catalog = c.table_catalog
where c.table_catalog = current_database() and lower(c.table_schema) = lower({0}) and lower(c.table_name) = lower({1})
order by c.ordinal_position
"""


class DuckdbSession:
    """A transaction on a DuckDB file, which nobody else has open."""

    dialect = DIALECT

    def __init__(self, opened: Any) -> None:
        self._opened = opened

    def found(self, parts: Sequence[str]) -> tuple[str, ...]:
        """With the schema main where none is named."""
        if len(parts) > 2:
            parts = within(str(self.rows("select current_database()")[0][0]), parts)
        return tuple(parts) if len(parts) > 1 else ("main", parts[0])

    def columns(self, table: Sequence[str]) -> list[TableColumn]:
        """The columns of the table."""
        found = self.rows(_COLUMNS.format(*map(self.dialect.text, table)))
        if found and found[0][3] != "BASE TABLE":
            raise DataError(say("is a view, not a table"), where=".".join(table))
        return [TableColumn(name, type, bool(needed)) for name, type, needed, _ in found]

    def lacking(self, table: Sequence[str], *, exists: bool) -> list[str]:
        """None: who may write to the file may do all."""
        schema = self.dialect.text(table[0])
        if not self.rows(f"select 1 from duckdb_schemas() where lower(schema_name) = lower({schema})"):
            raise DataError(
                say("there is no schema {table}", table=table[0]),
                where=".".join(table),
                fix=say("create it, or name another"),
            )
        return []

    def lock(self, table: Sequence[str]) -> None:
        """Nobody else has the file."""

    def run(self, statement: str) -> None:
        """Carry out a statement."""
        self._opened.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        found: list[tuple[Any, ...]] = self._opened.execute(statement).fetchall()
        return found

    def create(self, statement: str, table: Sequence[str]) -> None:
        """Create a table."""
        self.run(statement)

    def stage(self, table: Sequence[str], rows: RunRows, advance: Advance) -> str:
        """The rows in a temporary table, which DuckDB reads from their file itself."""
        name = stage_of(table)
        columns = [
            f"cast({self.dialect.quote(c.name)} as {self.dialect.types[c.kind]}) as {self.dialect.quote(c.name)}"
            for c in rows.columns
        ]
        place, file = f"temp.{self.dialect.quote(name)}", self.dialect.text(str(rows.file))
        self.run(
            f"create or replace temp table {self.dialect.quote(name)} as select {', '.join(columns)} "
            f"from read_parquet({file})"
        )
        advance(1.0)
        return place

    def commit(self) -> None:
        """Let it count."""
        self.run("commit")


@contextmanager
def opened(connection: Connection) -> Iterator[SqlTransaction]:
    """A transaction on the file of a connection."""
    import duckdb

    file, where = database_file(connection), connection.name or connection.shown

    def explained(why: str) -> SegtuiError:
        if "lock" in why.lower() or "read-only" in why.lower():
            fix = say("write again when no other program has it open: segtui write RUN_DIR")
            return UnreachableError(say("the database refused: {why}", why=why), where=where, fix=fix)
        return DataError(
            say("the database can't take the rows: {why}", why=why), where=where, fix=say("nothing was written")
        )

    with foreign(explained, raises=(duckdb.Error,)), closing(duckdb.connect(str(file))) as link:
        link.execute("begin transaction")
        yield SqlTransaction(DuckdbSession(link))


TARGET = WriteTarget(
    name="duckdb", label="DuckDB", open=opened, schemes=("duckdb",), libraries=(Library("duckdb", "segtui[sql]"),)
)
