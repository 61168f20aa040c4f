"""A statement's rows from MySQL or MariaDB, each type right or as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from segtui.data.databases.column_types import DatabaseColumn, told
from segtui.data.databases.mysql_cells import cells
from segtui.data.databases.mysql_connection import read_only_connection, run
from segtui.data.databases.mysql_types import column_of, series, type_of
from segtui.data.databases.stage import stage
from segtui.data.databases.table_address import parse
from segtui.data.raw.raw_table import InputFile
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign

_ROWS = 20_000
_CELLS = 1_000_000


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    statement = asked.statement(backticked)
    with read_only_connection(asked.connection(), place.name) as opened:
        run(opened, f"select * from ({statement}\n) as asked limit 0")  # refuses all but one SELECT
        with opened.cursor() as cursor:
            cursor.execute(statement)
            columns = [column_of(field) for field in cursor._result.fields]
            rows = _Rows(opened, columns)
            try:
                with foreign(data("the rows can't be read", place.name)):
                    scan = stage(rows.scan(), place)
            except Exception:
                if rows.failure is not None:
                    raise rows.failure from None
                raise
    return scan, columns, _notes(columns, rows.empty_days)


def backticked(name: str) -> str:
    """A name as an identifier of MySQL's SQL."""
    return "`" + name.replace("`", "``") + "`"


class _Rows:
    """The rows of the query that has begun, once; `empty_days` counts what is not a day in a column."""

    def __init__(self, opened: Any, columns: Sequence[DatabaseColumn]) -> None:
        self._opened, self._columns = opened, columns
        self.empty_days: Counter[str] = Counter()
        self.failure: Exception | None = None

    def scan(self) -> pl.LazyFrame:
        """The rows as Polars walks through them; it has only the text of what is raised, `failure` has it whole."""
        schema = {column.name: type_of(column) for column in self._columns}
        return register_io_source(self._frames, schema=schema)

    def _frames(
        self, names: list[str] | None, condition: Any, most: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        width = len(self._columns)
        try:
            for found in cells(self._opened, min(_ROWS * width, _CELLS)):
                frame = pl.DataFrame([self._column(i, found[i::width]) for i in range(width)])
                frame = frame if condition is None else frame.filter(condition)
                yield frame.select(names) if names is not None else frame
        except Exception as error:
            self.failure = error
            raise

    def _column(self, at: int, found: list[bytes | None]) -> pl.Series:
        column = self._columns[at]
        made = series(column, found)
        if column.how == "day":
            self.empty_days[column.name] += made.null_count() - found.count(None)
        return made


def _notes(columns: Sequence[DatabaseColumn], empty_days: Counter[str]) -> tuple[str, ...]:
    clocks = [column.name for column in columns if column.how == "interval"]
    notes = [say("{name} holds times without a day; they are read as seconds.", name=f'"{name}"') for name in clocks]
    notes += [
        say(
            "{name} has {count:,} days that are none, such as 0000-00-00; they are read as empty.",
            name=f'"{n}"',
            count=count,
        )
        for n, count in empty_days.items()
        if count
    ]
    return (*notes, *told([column for column in columns if column.how != "interval"], {}))
