"""A statement's rows from MySQL or MariaDB, each type right or as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, needed_columns, told
from segtui.data.databases.mysql.cells import cells
from segtui.data.databases.mysql.session import MysqlLink, read_only_session
from segtui.data.databases.mysql.types import column_of, series, type_of
from segtui.data.databases.reading import attended
from segtui.data.databases.staged_frames import stage_frames
from segtui.data.databases.table_address import TableAddress, backticked, parse
from segtui.data.databases.written_times import told_of_times
from segtui.data.raw.raw_table import InputFile

_ROWS = 20_000
_CELLS = 1_000_000


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    with read_only_session(asked.connection(), place.name) as session:
        return attended(lambda: _staged(session, asked, place), session.end, session.line)


def _staged(
    session: MysqlLink, asked: TableAddress, place: InputFile
) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """A query's rows all come, for in a narrower one its order would be lost; of a table only what is needed does."""
    statement = asked.statement(backticked)
    with session.opened.cursor() as cursor:
        cursor.execute(f"select * from ({statement}\n) as asked limit 0")  # refuses all but one SELECT
        columns = [column_of(field) for field in cursor._result.fields]
    needed = needed_columns(columns, place)
    if asked.table and len(needed) < len(columns):
        statement = replace(asked, columns=tuple(column.name for column in needed)).statement(backticked)
    empty_days: Counter[str] = Counter()
    with session.opened.cursor() as cursor:
        cursor.execute(statement)
        names = [field.name for field in cursor._result.fields]
        frames = _frames(
            session.opened, [names.index(column.name) for column in needed], needed, len(names), empty_days
        )
        scan = stage_frames(frames, {column.name: type_of(column) for column in needed}, place)
    others = [column for column in needed if column.how != "interval"]
    return scan, columns, (*told_of_times(needed, empty_days), *told(others, {}))


def _frames(
    opened: Any, places: Sequence[int], columns: Sequence[DatabaseColumn], width: int, empty_days: Counter[str]
) -> Iterator[pl.DataFrame]:
    """These columns of the query that has begun, by their places; `empty_days` counts what is not a day in each."""
    for found in cells(opened, min(_ROWS * width, _CELLS)):
        made = []
        for at, column in zip(places, columns, strict=True):
            of_column = found[at::width]
            made.append(series(column, of_column))
            if column.how == "day":
                empty_days[column.name] += made[-1].null_count() - of_column.count(None)
        yield pl.DataFrame(made)
