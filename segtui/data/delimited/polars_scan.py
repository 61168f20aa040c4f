"""Lets Polars read the cells of a text file that is known to be sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign

_UNUSED = (b"\x1f", b"\x1e", b"\x1d", b"\x1c", b"\x01", b"\x02", b"\x03")


def scan_cells(place: InputFile, delimiter: str, width: int, quoted: bool) -> pl.DataFrame:
    """Every record as a row of `width` String cells, missing ones null."""
    with told_apart(place):
        return lazy_cells(place.path, delimiter or unused(place), width, quoted).collect()


def lazy_cells(source: Path | bytes, separator: str, width: int, quoted: bool) -> pl.LazyFrame:
    """The same of a file or of bytes, not read yet."""
    return pl.scan_csv(
        source,
        has_header=False,
        separator=separator,
        quote_char='"' if quoted else None,
        schema={str(number): pl.String for number in range(width)},
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
        glob=False,
    )


@contextmanager
def told_apart(place: InputFile) -> Iterator[None]:
    """What Polars can't make rows of, as the user's DataError."""
    with foreign(data(say("the rows can't be separated"), place.name, say("check the quotes and the delimiter"))):
        yield


def all_there(frame: pl.DataFrame, records: int, place: InputFile) -> pl.DataFrame:
    """The frame, if it has a row for each of the records that were counted; else a DataError."""
    if frame.height != records:
        raise DataError(
            say("{records:,} records were counted but {height:,} rows were read", records=records, height=frame.height),
            where=place.name,
            fix=say("look for quotes that are never closed"),
        )
    return frame


def drop_records(frame: pl.DataFrame, first_row: int, left_out: Sequence[int]) -> pl.DataFrame:
    """The rows from `first_row` on without those left out; only their view is cut when nothing lies between."""
    keep = np.ones(frame.height, dtype=bool)
    keep[:first_row] = False
    keep[np.asarray(left_out, dtype=np.int64)] = False
    kept = np.flatnonzero(keep)
    if not len(kept):
        return frame.clear()
    if kept[-1] - kept[0] + 1 == len(kept):
        return frame.slice(int(kept[0]), len(kept))
    return frame.filter(pl.Series(keep))


def unused(place: InputFile) -> str:
    """A character that the file does not use, so that Polars sees one column."""
    free = list(_UNUSED)
    with place.path.open("rb") as file:
        while free and (block := file.read(1 << 22)):
            free = [character for character in free if character not in block]
    if not free:
        raise DataError(say("the file has control characters: is it a binary file?"), where=place.name)
    return free[0].decode()
