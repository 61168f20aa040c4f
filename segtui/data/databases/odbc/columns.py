"""A statement's rows by an ODBC driver, each type right or as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, needed_columns, refuse_equal_names, told
from segtui.data.databases.odbc.connection import odbc_line, state_of
from segtui.data.databases.odbc.types import column_of, fetched, read_as
from segtui.data.databases.reading import attended
from segtui.data.databases.staged_frames import stage_frames
from segtui.data.databases.table_address import TableAddress, backticked, parse
from segtui.data.databases.warehouses.select_only import refuse_changes
from segtui.data.databases.written_times import told_of_times
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say

_CELL = 65_536
_BATCH = 16 << 20
_WRONG_SYNTAX = "42000"


def staged_rows(place: InputFile) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    """The rows of an address staged in the workspace, their columns, and notes.

    Raises UnreachableError where the server can't be reached or refuses, DataError where the statement is wrong.
    """
    asked = parse(place.address)
    refuse_changes(asked.statement(), place.name)
    with odbc_line(asked.connection(), place.name) as (opened, line):
        return attended(lambda: _staged(opened, asked, place), line=line)


def _staged(
    opened: Any, asked: TableAddress, place: InputFile
) -> tuple[pl.LazyFrame, list[DatabaseColumn], tuple[str, ...]]:
    columns: list[DatabaseColumn] = []
    if asked.table and place.only is not None:
        where = f"({asked.where}) and 1 = 0" if asked.where else "1 = 0"
        columns = _begun(opened, replace(asked, where=where))[1]
        asked = replace(asked, columns=tuple(column.name for column in needed_columns(columns, place)))
    reader, found = _begun(opened, asked)
    if not found:
        raise DataError(say("the query gives no columns"), where=place.name, fix=say("it must be one SELECT"))
    refuse_equal_names(found, place.name)
    needed = needed_columns(found, place)
    empty_days: Counter[str] = Counter()
    empty = pl.DataFrame(pl.from_arrow(reader.schema.empty_table()))
    scan = stage_frames(_frames(reader, needed, empty_days), empty.select(map(read_as, needed)).schema, place)
    others = [column for column in needed if column.how != "interval"]
    return scan, columns or found, (*told_of_times(needed, empty_days), *told(others, {}))


def rows_of(opened: Any, statement: str) -> pl.DataFrame:
    """All rows of a statement that has few."""
    reader, columns = _carried_out(opened, statement)
    return pl.concat(_frames(reader, columns, Counter()))


def _begun(opened: Any, asked: TableAddress) -> tuple[Any, list[DatabaseColumn]]:
    """The rows and columns of what is asked, with names quoted as SQL's standard says, or else as MySQL does."""
    from arrow_odbc import Error

    try:
        return _carried_out(opened, asked.statement())
    except Error as error:
        other = asked.statement(backticked)
        if state_of(error) != _WRONG_SYNTAX or other == asked.statement():
            raise
        try:
            return _carried_out(opened, other)
        except Error as second:
            raise error if state_of(second) == _WRONG_SYNTAX else second from None


def _carried_out(opened: Any, statement: str) -> tuple[Any, list[DatabaseColumn]]:
    columns: list[DatabaseColumn] = []

    def chosen(schema: Any) -> Any:
        columns.extend(map(column_of, schema))
        return fetched(schema)

    return opened.read_arrow_batches(statement, map_schema=chosen, **_limits()), columns


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
