"""Tables of an SQLite file, opened to read only; cells of columns that mix types are read as text.

By Python's own module: the ADBC driver takes a column's type from its first rows and fails on a later one of another.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from segtui.data.databases.estimates import sqlite_estimate
from segtui.data.databases.listed_tables import sqlite_tables
from segtui.data.databases.servers import sqlite_server
from segtui.data.databases.sqlite_rows import frames_of
from segtui.data.databases.stage import digest, fingerprint_by, written
from segtui.data.databases.table_address import first_rows, with_paths
from segtui.data.layout.column_names import plain_names
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Addresses, Part, Reader
from segtui.data.source import Source

_ROWS = 50_000


def read(place: InputFile, _: Source) -> Raw:
    """All rows; DataError where the file or the table is missing, or the file is damaged."""
    with frames_of(place, _ROWS) as rows:
        frame = pl.concat([rows.head, *rows.frames])
    return Raw(frame, READER.format, notes=rows.notes, left=rows.left, fingerprint=digest(frame))


def batches(place: InputFile, _: Source, rows: int) -> Part:
    """The rows as they are walked through, in bounded memory."""
    with frames_of(place, rows) as there:
        columns = plain_names(there.head.columns).names

    def frames() -> Iterator[pl.DataFrame]:
        with frames_of(place, rows) as found:
            for frame in found.frames:
                frame.columns = list(columns)
                yield frame

    return Part(place.name, columns, False, 0, frames)


READER = Reader(
    format="sqlite",
    label="SQLite",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("sqlite",),
        fingerprint_by(read),
        written,
        with_paths,
        sqlite_tables,
        sqlite_server,
        first_rows,
        estimate=sqlite_estimate,
    ),
    holds="an SQLite database",
)
