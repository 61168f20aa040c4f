"""A statement's rows from MySQL or MariaDB, each type right or as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, told
from segtui.data.databases.mysql_cells import cells
from segtui.data.databases.mysql_connection import read_only_connection, run
from segtui.data.databases.mysql_types import column_of, series, type_of
from segtui.data.databases.staged_frames import stage_frames
from segtui.data.databases.table_address import backticked, parse
from segtui.data.databases.written_times import told_of_times
from segtui.data.raw.raw_table import InputFile

_ROWS = 20_000
_CELLS = 1_000_000


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    statement = asked.statement(backticked)
    empty_days: Counter[str] = Counter()
    with read_only_connection(asked.connection(), place.name) as opened:
        run(opened, f"select * from ({statement}\n) as asked limit 0")  # refuses all but one SELECT
        with opened.cursor() as cursor:
            cursor.execute(statement)
            columns = [column_of(field) for field in cursor._result.fields]
            schema = {column.name: type_of(column) for column in columns}
            scan = stage_frames(_frames(opened, columns, empty_days), schema, place)
    others = [column for column in columns if column.how != "interval"]
    return scan, columns, (*told_of_times(columns, empty_days), *told(others, {}))


def _frames(opened: Any, columns: Sequence[DatabaseColumn], empty_days: Counter[str]) -> Iterator[pl.DataFrame]:
    """The rows of the query that has begun; `empty_days` counts what is not a day in a column."""
    width = len(columns)
    for found in cells(opened, min(_ROWS * width, _CELLS)):
        made = [series(column, found[at::width]) for at, column in enumerate(columns)]
        for at, column in enumerate(columns):
            if column.how == "day":
                empty_days[column.name] += made[at].null_count() - found[at::width].count(None)
        yield pl.DataFrame(made)
