"""Tables of an SQLite database by an address, such as sqlite3:///shop.db?table=customers.

A template for a source that is not a file: copy it to segtui/data/readers/NAME.py and fill in what is yours.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import parse_qs

import polars as pl

from segtui.data.files.find_files import find_files
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Addresses, Part, Reader
from segtui.data.source import Source
from segtui.declare import Declared
from segtui.errors import DataError, nearest
from segtui.libraries.boundary import data, foreign

_START = "sqlite3:///"


class Settings(Declared):
    """The keys of [source] that only this reader has."""

    table: str | None = None
    """The table or view of the database; without it the one that the address names."""


def read(place: InputFile, source: Source) -> Raw:
    """All rows; DataError where the database or the table is missing, or it is damaged."""
    with _rows(place.address, source, place.name) as (columns, rows):
        return Raw(_frame(columns, rows.fetchall()), READER.format)


def batches(place: InputFile, source: Source, rows: int) -> Part:
    """The rows as they are walked through, in bounded memory."""
    with _rows(place.address, source, place.name) as (columns, _):
        names = tuple(columns)

    def frames() -> Iterator[pl.DataFrame]:
        with _rows(place.address, source, place.name) as (columns, cursor):
            while some := cursor.fetchmany(rows):
                yield _frame(columns, some)

    return Part(place.name, names, False, 0, frames)


def fingerprint(address: str, source: Source) -> str:
    """A hash of the rows in their order."""
    digest = hashlib.sha256()
    with _rows(address, source, address) as (columns, rows):
        digest.update(repr(columns).encode())
        for row in rows:
            digest.update(repr(row).encode())
    return digest.hexdigest()


def stamp(address: str, _: Source) -> str:
    """When the database and its log were last written to, and their sizes."""
    file = _parts(address)[0]
    found = [place.stat() for place in (Path(file), Path(f"{file}-wal")) if place.exists()]
    return str([(each.st_mtime_ns, each.st_size) for each in found])


def with_paths(address: str, change: Callable[[str], str]) -> str:
    """The address with the path of its database changed."""
    file, rest = _parts(address)
    return f"{_START}{change(file)}{rest}"


def _parts(address: str) -> tuple[str, str]:
    file, sign, rest = address.removeprefix(_START).partition("?")
    return file, sign + rest


@contextmanager
def _rows(address: str, source: Source, name: str) -> Iterator[tuple[dict[str, str], sqlite3.Cursor]]:
    """The columns of the table with their declared types, and a cursor over its rows."""
    file, query = _parts(address)
    find_files(file, Path())
    table = source.own(Settings).table or next(iter(parse_qs(query[1:]).get("table", [])), "")
    damaged = data("the database can't be read", name, "copy it again")
    with (
        foreign(damaged, raises=(sqlite3.Error,)),
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened,
    ):
        there = [row[0] for row in opened.execute("select name from sqlite_master where type in ('table', 'view')")]
        if table not in there:
            raise DataError(f'there is no table "{table}"', where=name, fix=nearest(table, there))
        quoted = '"' + table.replace('"', '""') + '"'
        columns = {row[1]: row[2].upper() for row in opened.execute(f"pragma table_info({quoted})")}
        yield columns, opened.execute(f"select * from {quoted} order by rowid")


def _frame(columns: dict[str, str], rows: list[tuple[object, ...]]) -> pl.DataFrame:
    types = {"INTEGER": pl.Int64, "REAL": pl.Float64}
    return pl.DataFrame(rows, {name: types.get(kind, pl.String) for name, kind in columns.items()}, orient="row")


READER = Reader(
    format="sqlite3",
    label="SQLite 3",
    read=read,
    batches=batches,
    addresses=Addresses(("sqlite3",), fingerprint, stamp, with_paths),
    settings=Settings,
    holds="an SQLite database",
)
