"""Writes a frame as a CSV file that reads back exactly and is safe to open in a spreadsheet."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

import polars as pl

from segtui.data.formula_guard import guard, guarded
from segtui.errors import DataError, SegtuiError, UsageError, no_room, system_words
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.publishing.parts import place_of


def write_csv(frame: pl.DataFrame, target: str | Path | IO[bytes]) -> None:
    """Write `frame` to a path or an open binary file: UTF-8, commas, a header, LF line ends, no index column.

    Floats are written in the shortest form that reads back to the same number; NaN, which means undefined, as an
    empty cell like null; the infinities as inf and -inf. Dates and times are ISO 8601, booleans true and false, empty
    text is "" where null is nothing at all.

    A text cell or column name that a spreadsheet would take for a formula, see segtui.data.formula_guard, gets one more
    apostrophe in front. Numbers and text that is just a negative number are unchanged.

    Raises DataError for a column that a cell can't hold (lists, structs, bytes), ResourceError for a full disk,
    UsageError for a path that can't be written. A partly written file is removed.
    """
    ready = _as_written(frame)
    if not isinstance(target, (str, Path)):
        try:
            ready.write_csv(target)
        except OSError as error:
            raise _explained(error, getattr(target, "name", "the output")) from error
        return
    _write([ready], Path(target))


def write_csv_batches(frames: Iterable[pl.DataFrame], target: Path) -> None:
    """Write frames with the same columns below each other, at least one, as `write_csv` writes one."""
    _write(map(_as_written, frames), target)


def _write(ready: Iterable[pl.DataFrame], target: Path) -> None:
    try:
        with target.open("wb") as file:
            for number, frame in enumerate(ready):
                frame.write_csv(file, include_header=number == 0)
    except OSError as error:
        if target.is_file():
            with suppress(OSError):
                target.unlink()
        raise _explained(error, target) from error


def _as_written(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every cell that Polars would write differently already in its final form."""
    columns = [_cells(name, dtype) for name, dtype in frame.schema.items()]
    return frame.select(columns).rename({name: guarded(name) for name in frame.columns})


def _cells(name: str, dtype: pl.DataType) -> pl.Expr:
    column = col(name)
    if dtype == pl.String or isinstance(dtype, (pl.Categorical, pl.Enum)):
        return guard(column.cast(pl.String)).alias(name)
    if dtype.is_float():
        return column.fill_nan(None)
    if isinstance(dtype, pl.Datetime):
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if dtype.time_zone else ""))
    if dtype == pl.Time:
        return column.dt.to_string("%H:%M:%S%.f")
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("iso")
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
        raise DataError(
            say("a CSV cell can't hold {dtype}", dtype=_plain(dtype)),
            where=say('column "{name}"', name=name),
            fix=say("leave the column out of the output, or split it into one column per part"),
        )
    return column


def _plain(dtype: pl.DataType) -> str:
    if isinstance(dtype, (pl.List, pl.Array)):
        return say("a list")
    return say("a record") if isinstance(dtype, pl.Struct) else say("raw bytes")


def _explained(error: OSError, target: str | Path) -> SegtuiError:
    """The user's error for a failed write; Polars puts the system's error number only into the message."""
    found = re.search(r"(?:os error|Errno) (\d+)", str(error))
    number = error.errno or (int(found[1]) if found else 0)
    where = str(place_of(Path(target)))
    if full := no_room(number, Path(where), where=where, fix=say("free some space, or write to another disk")):
        return full
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UsageError(say("no permission to write this file"), where=where, fix=say("choose another place with -o"))
    if number in (errno.ENOENT, errno.ENOTDIR):
        return UsageError(
            say("the folder does not exist"), where=where, fix=say("create the folder first, or choose another")
        )
    if number == errno.EISDIR:
        return UsageError(say("this is a folder, not a file"), where=where, fix=say("give a file name in it"))
    return UsageError(
        say("writing failed: {why}", why=system_words(OSError(number, os.strerror(number))) if number else str(error)),
        where=where,
    )
