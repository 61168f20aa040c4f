"""A statement's rows from an SQLite file, whose cells each have a type of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from segtui.data.databases.column_types import DatabaseColumn, refuse_equal_names
from segtui.data.databases.local_files import local_fault, refuse_unknown
from segtui.data.databases.reading import shared
from segtui.data.databases.table_address import local_database, part_of_name, parts_of_name, quoted
from segtui.data.files.find_files import find_files
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, nearest
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign

_STEPS = 1_000_000
"""Steps of SQLite's machine between two looks at whether this process is to end; some ten milliseconds."""
_CELL = "case typeof({0}) when 'blob' then hex({0}) else cast({0} as text) end"


class Rows(NamedTuple):
    """An empty frame of the columns, those that are not read, notes, and the frames."""

    head: pl.DataFrame
    left: tuple[str, ...]
    notes: tuple[str, ...]
    frames: Iterator[pl.DataFrame]


@contextmanager
def frames_of(place: InputFile, rows: int) -> Iterator[Rows]:
    """The rows in frames of about `rows` rows, all of one state of the file.

    Raises DataError where the file or the table is missing, or the file is damaged.
    """
    asked, file = local_database(place.address)
    find_files(str(file), file.parent)
    statement = asked.statement()
    damaged = local_fault("the database can't be read", place.name, "check the query, or copy the file again")
    with foreign(damaged, raises=(sqlite3.Error,)), read_only(file) as opened:
        if asked.table:
            _refuse_absent(opened, parts_of_name(asked.table)[-1], place.name)
        if asked.columns:
            whole = replace(asked, columns=(), where="").statement()
            refuse_unknown(asked.columns, _names(opened, whole), place.name)
        names = _names(opened, statement)
        refuse_equal_names([DatabaseColumn(name, "", "plain") for name in names], place.name)
        every, names = names, [name for name in names if place.only is not None and name in place.only] or names
        left = tuple(name for name in every if name not in names)
        kinds = _kinds(opened, names, statement)
        types = {name: _type(kind) for name, kind in kinds.items()}
        mixed = [f'"{name}"' for name, kind in kinds.items() if len(kind) > 1 and types[name] == pl.String]
        notes = (say("Columns with cells of several types are read as text: {names}.", names=", ".join(mixed)),)
        cells = [quoted(n) if types[n] != pl.String else _CELL.format(quoted(n)) for n in names]
        cursor = opened.execute(f"select {', '.join(cells)} from ({statement}\n)")
        yield Rows(pl.DataFrame(schema=types), left, notes if mixed else (), _frames(cursor, types, rows))


def read_only(file: Path) -> AbstractContextManager[sqlite3.Connection]:
    """A file opened to read one state of it: the same for all that a run reads."""
    return shared(file, lambda: _transaction(file))


@contextmanager
def _transaction(file: Path) -> Iterator[sqlite3.Connection]:
    """The file opened to read one state of it; an interruption is heard amid a statement."""
    uri = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as opened:
        opened.set_progress_handler(lambda: 0, _STEPS)
        opened.execute("begin")
        yield opened


def _names(opened: sqlite3.Connection, statement: str) -> list[str]:
    return [column[0] for column in opened.execute(f"select * from ({statement}\n) limit 0").description]


def _refuse_absent(opened: sqlite3.Connection, table: str, where: str) -> None:
    there = [row[0] for row in opened.execute("select name from sqlite_master where type in ('table', 'view')")]
    if table.casefold() not in map(str.casefold, there):
        fix = nearest(table, [part_of_name(name) for name in there])
        raise DataError(say('there is no table "{table}"', table=table), where=where, fix=fix)


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
