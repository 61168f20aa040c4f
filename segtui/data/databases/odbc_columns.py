"""A statement's rows by an ODBC driver, each type right or as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, refuse_equal_names, told
from segtui.data.databases.odbc_connection import odbc_connection, state_of
from segtui.data.databases.odbc_types import column_of, fetched, read_as
from segtui.data.databases.staged_frames import stage_frames
from segtui.data.databases.table_address import backticked, parse
from segtui.data.databases.warehouses.select_only import refuse_changes
from segtui.data.databases.written_times import told_of_times
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError

_CELL = 65_536
_BATCH = 64 << 20
_WRONG_SYNTAX = "42000"


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    statement = asked.statement()
    refuse_changes(statement, place.name)
    empty_days: Counter[str] = Counter()
    with odbc_connection(asked.connection(), place.name) as opened:
        reader, columns = _begun(opened, [statement, asked.statement(backticked)])
        if not columns:
            raise DataError("the query gives no columns", where=place.name, fix="it must be one SELECT")
        refuse_equal_names(columns, place.name)
        empty = pl.DataFrame(pl.from_arrow(reader.schema.empty_table()))
        schema = empty.select(map(read_as, columns)).schema
        scan = stage_frames(_frames(reader, columns, empty_days), schema, place)
    others = [column for column in columns if column.how != "interval"]
    return scan, columns, (*told_of_times(columns, empty_days), *told(others, {}))


def rows_of(opened: Any, statement: str) -> pl.DataFrame:
    """All rows of a statement that has few."""
    reader, columns = _begun(opened, [statement])
    return pl.concat(_frames(reader, columns, Counter()))


def _begun(opened: Any, statements: Sequence[str]) -> tuple[Any, list[DatabaseColumn]]:
    """The first of these statements, which differ in how they quote names, whose syntax is right: rows and columns."""
    from arrow_odbc import Error

    first: Exception | None = None
    for statement in dict.fromkeys(statements):
        columns: list[DatabaseColumn] = []

        def chosen(schema: Any, columns: list[DatabaseColumn] = columns) -> Any:
            columns += map(column_of, schema)
            return fetched(schema)

        try:
            return opened.read_arrow_batches(statement, map_schema=chosen, **_limits()), columns
        except Error as error:
            if state_of(error) != _WRONG_SYNTAX:
                raise
            first = first or error
    raise first or ValueError("no statement")


def _limits() -> dict[str, Any]:
    """Text is fetched as UTF-16, for what drivers take for other text depends on the locale."""
    from arrow_odbc import TextEncoding

    sizes = {"max_text_size": _CELL, "max_binary_size": _CELL, "max_bytes_per_batch": _BATCH}
    return {**sizes, "payload_text_encoding": TextEncoding.UTF16}


def _frames(reader: Any, columns: Sequence[DatabaseColumn], empty_days: Counter[str]) -> Iterator[pl.DataFrame]:
    """The rows that the reader fetches; `empty_days` counts what is not a day in a column."""
    for batch in reader:
        there = pl.DataFrame(pl.from_arrow(batch))
        frame = there.select(map(read_as, columns))
        for column in columns:
            if column.how == "day":
                empty_days[column.name] += frame[column.name].null_count() - there[column.name].null_count()
        yield frame
