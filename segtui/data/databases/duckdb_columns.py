"""A statement's rows from a DuckDB file, each type right or as text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, How, infinite, needed_columns, refuse_equal_names, told
from segtui.data.databases.local_files import duckdb_file, local_fault, one_select
from segtui.data.databases.reading import attended, shared
from segtui.data.databases.stage import stage
from segtui.data.databases.table_address import local_database, quoted, see_tables
from segtui.data.files.find_files import find_files
from segtui.data.raw.raw_table import InputFile
from segtui.libraries.boundary import foreign

_PLAIN = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE")
_HOW: dict[str, How] = {
    **dict.fromkeys((*_PLAIN, "VARCHAR"), "plain"),
    **dict.fromkeys(("UBIGINT", "HUGEINT", "UHUGEINT", "DECIMAL", "BIGNUM"), "exact"),
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "day"),
    "TIMESTAMP WITH TIME ZONE": "day",
    "INTERVAL": "interval",
}
_SQL: dict[How, str] = {
    "plain": "{0}",
    "day": "case when isfinite({0}) then {0} end",
    "interval": "epoch({0})::double",
    "exact": "{0}::varchar",
    "text": "{0}::varchar",
}
_ZONED = "case when isfinite({0}) then make_timestamp(epoch_us({0})) end"
"""Times with a zone as those of UTC: without an extension DuckDB knows no other zone."""


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes; DataError for what is wrong."""
    asked, file = local_database(place.address)
    find_files(str(file), file.parent)
    statement = asked.statement()
    with read_only(file, place.name) as opened:
        return attended(lambda: _staged(opened, statement, place), opened.interrupt)


def _staged(
    opened: Any, statement: str, place: InputFile
) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    described = opened.execute(f"describe {one_select(opened, statement, place.name)}").fetchall()
    columns = [DatabaseColumn(name, kind.lower(), _how(kind)) for name, kind, *_ in described]
    refuse_equal_names(columns, place.name)
    needed = needed_columns(columns, place)
    counts = infinite(needed, statement)
    days = [column.name for column in needed if column.how == "day"]
    infinities = dict(zip(days, opened.execute(counts).fetchall()[0], strict=True)) if counts else {}
    chosen = ", ".join(f"{_sql(column)} as {quoted(column.name)}" for column in needed)
    rows = opened.sql(f"select {chosen} from ({statement}\n) as asked")
    return stage(rows, place), columns, told(needed, infinities)


@contextmanager
def read_only(file: Path, where: str) -> Iterator[Any]:
    """A file opened to read one state of it: the same for all that a run reads; DataError where it can't answer."""
    import duckdb

    wrong = local_fault("the database can't answer", where, see_tables(where))
    with foreign(wrong, raises=(duckdb.Error,)), shared(file, lambda: _transaction(file)) as opened:
        yield opened


@contextmanager
def _transaction(file: Path) -> Iterator[Any]:
    with closing(duckdb_file(str(file))) as opened:
        opened.begin()
        yield opened


def _how(kind: str) -> How:
    return "text" if kind.endswith("]") else _HOW.get(kind.partition("(")[0], "text")


def _sql(column: DatabaseColumn) -> str:
    sql = _ZONED if column.kind == "timestamp with time zone" else _SQL[column.how]
    return sql.format(quoted(column.name))
