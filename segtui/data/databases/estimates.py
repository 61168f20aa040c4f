"""About how many rows a statement would give, as its database plans it, without giving them."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.connections.connection import Connection
from segtui.data.databases.duckdb_columns import read_only
from segtui.data.databases.local_files import local_fault, one_select
from segtui.data.databases.mysql.session import read_only_session
from segtui.data.databases.postgresql_columns import read_only_cursor
from segtui.data.databases.sqlite_rows import read_only as read_only_file
from segtui.data.databases.table_address import local_file
from segtui.data.files.find_files import find_files
from segtui.data.raw.asked_table import RowEstimate
from segtui.libraries.boundary import foreign
from segtui.publishing.paths import expand_home

_COPY = "adbc.postgresql.use_copy"
_PATIENCE = 1.0
"""Seconds for which rows are counted."""


def postgresql_estimate(connection: Connection, statement: str) -> RowEstimate:
    """The planner's rows; DataError where the statement is wrong, UnreachableError where the server is away."""
    with read_only_cursor(connection, connection.name or connection.shown) as cursor:
        return RowEstimate(int(postgresql_plan(cursor, statement)[0]["Plan"]["Plan Rows"]))


def postgresql_plan(cursor: Any, statement: str, how: str = "format json") -> Any:
    """How the server would carry out a statement; the cursor is of no use for rows after it."""
    cursor.adbc_statement.set_options(**{_COPY: "false"})  # COPY takes no EXPLAIN
    cursor.execute(f"explain ({how})\n{statement}")
    planned = pl.scan_arrow_c_stream(cursor.fetch_arrow()).collect().to_series().ext.storage().item()
    return json.loads(planned)


def mysql_estimate(connection: Connection, statement: str) -> RowEstimate:
    """The optimizer's rows of the tables that are joined, multiplied; raises as `postgresql_estimate` does."""
    asked = read_only_session(connection, connection.name or connection.shown)
    with asked as session, session.opened.cursor() as cursor:
        cursor.execute(f"explain {statement}")
        names = [column[0] for column in cursor.description]
        rows, known = 1.0, False
        for step in (dict(zip(names, line, strict=True)) for line in cursor.fetchall()):
            if step["select_type"] in ("SIMPLE", "PRIMARY") and step["rows"] is not None:
                rows, known = rows * float(step["rows"]) * float(step.get("filtered") or 100) / 100, True
        return RowEstimate(round(rows) if known else None)


def duckdb_estimate(connection: Connection, statement: str) -> RowEstimate:
    """The planner's rows; DataError where the file or the statement is wrong."""
    with read_only(_file(connection), connection.name or connection.shown) as opened:
        asked = one_select(opened, statement, connection.name or connection.shown)
        planned = opened.execute(f"explain (format json) {asked}").fetchall()[0][1]
        return RowEstimate(next(_cardinalities(json.loads(planned)), None))


def sqlite_estimate(connection: Connection, statement: str) -> RowEstimate:
    """The rows, counted, because SQLite has no estimate; not of what takes longer than a moment to be counted."""
    where = connection.name or connection.shown
    wrong = local_fault("the database can't be read", where, "check the query, or copy the file again")
    with foreign(wrong, raises=(sqlite3.Error,)), read_only_file(_file(connection)) as opened:
        return _counted_at_once(opened, statement)


def _counted_at_once(opened: sqlite3.Connection, statement: str) -> RowEstimate:
    """The number of rows unless counting them takes longer than `_PATIENCE`."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        opened.interrupt()

    timer = threading.Timer(_PATIENCE, stop)
    timer.start()
    try:
        rows = opened.execute(f"select count(*) from ({statement}\n)").fetchone()[0]
    except sqlite3.OperationalError:
        if late.is_set():
            return RowEstimate(None)
        raise
    finally:
        timer.cancel()
        timer.join()
    return RowEstimate(int(rows), exact=True)


def _cardinalities(steps: list[dict[str, Any]]) -> Iterator[int]:
    """Of each step that says its rows, the last step first."""
    for step in steps:
        if (rows := step.get("extra_info", {}).get("Estimated Cardinality")) is not None:
            yield int(rows)
        yield from _cardinalities(step.get("children", []))


def _file(connection: Connection) -> Path:
    file = expand_home(local_file(connection.url.partition("?")[0]))
    find_files(str(file), file.parent)
    return file
