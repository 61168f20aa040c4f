"""A statement's rows from an SQLite file, whose cells each have a type of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, refuse_equal_names
from segtui.data.databases.table_address import local_database, parts_of_name, quoted
from segtui.data.files.find_files import find_files
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, nearest
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign

_CELL = "case typeof({0}) when 'blob' then hex({0}) else cast({0} as text) end"


@contextmanager
def frames_of(place: InputFile, rows: int) -> Iterator[tuple[pl.DataFrame, tuple[str, ...], Iterator[pl.DataFrame]]]:
    """An empty frame of the columns, notes, and frames of about `rows` rows, all of one state of the file.

    Raises DataError where the file or the table is missing, or the file is damaged.
    """
    asked, file = local_database(place.address)
    find_files(str(file), file.parent)
    statement = asked.statement()
    damaged = data("the database can't be read", place.name, "check the query, or copy the file again")
    with foreign(damaged, raises=(sqlite3.Error,)), closing(_opened(file.absolute().as_uri())) as opened:
        opened.execute("begin")
        if asked.table:
            _refuse_absent(opened, parts_of_name(asked.table)[-1], place.name)
        head = opened.execute(f"select * from ({statement}\n) limit 0").description
        names = [column[0] for column in head]
        refuse_equal_names([DatabaseColumn(name, "", "plain") for name in names], place.name)
        kinds = _kinds(opened, names, statement)
        types = {name: _type(kind) for name, kind in kinds.items()}
        mixed = [f'"{name}"' for name, kind in kinds.items() if len(kind) > 1 and types[name] == pl.String]
        notes = (say("Columns with cells of several types are read as text: {names}.", names=", ".join(mixed)),)
        cells = [quoted(n) if types[n] != pl.String else _CELL.format(quoted(n)) for n in names]
        cursor = opened.execute(f"select {', '.join(cells)} from ({statement}\n)")
        yield pl.DataFrame(schema=types), notes if mixed else (), _frames(cursor, types, rows)


def _opened(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None)


def _refuse_absent(opened: sqlite3.Connection, table: str, where: str) -> None:
    there = [row[0] for row in opened.execute("select name from sqlite_master where type in ('table', 'view')")]
    if table.casefold() not in map(str.casefold, there):
        raise DataError(f'there is no table "{table}"', where=where, fix=nearest(table, there))


def _kinds(opened: sqlite3.Connection, names: list[str], statement: str) -> dict[str, set[str]]:
    """The types of the cells of each column that are not empty."""
    kinds = ("integer", "real", "text", "blob")
    asked = [f"max(typeof({quoted(name)}) = '{kind}')" for name in names for kind in kinds]
    found: list[int] = []
    for start in range(0, len(asked), 1000):  # SQLite has no more than 2,000 columns
        found += opened.execute(f"select {', '.join(asked[start : start + 1000])} from ({statement}\n)").fetchone()
    return {
        name: {kind for kind, there in zip(kinds, found[4 * i : 4 * i + 4], strict=True) if there}
        for i, name in enumerate(names)
    }


def _type(kinds: set[str]) -> type[pl.DataType]:
    if kinds and kinds <= {"integer"}:
        return pl.Int64
    return pl.Float64 if kinds and kinds <= {"integer", "real"} else pl.String


def _frames(cursor: sqlite3.Cursor, types: dict[str, type[pl.DataType]], rows: int) -> Iterator[pl.DataFrame]:
    while some := cursor.fetchmany(rows):
        columns = zip(*some, strict=True)
        yield pl.DataFrame(
            [pl.Series(n, cells, t, strict=False) for (n, t), cells in zip(types.items(), columns, strict=True)]
        )
