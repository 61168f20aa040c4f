"""Concatenates the files of one glob, which must have the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

import polars as pl

from segtui.data.raw.raw_table import Raw
from segtui.errors import DataError, nearest
from segtui.language.listings import some_names
from segtui.language.sentences import say


def stack(raws: Sequence[Raw], files: Sequence[str]) -> Raw:
    """All rows, file after file, columns in the first file's order; counts summed, notes prefixed with their file's
    name.

    Raises DataError, with the file and the column, if a file lacks a column of the first, has an extra one, or has one
    of an incompatible type.
    """
    if len(raws) == 1:
        return raws[0]
    first = raws[0]
    for raw, file in zip(raws[1:], files[1:], strict=True):
        _check(raw, first, file, files[0])
    frame = _together([raw.frame[first.frame.columns] for raw in raws], files)
    notes = tuple(
        say("{file}: {note}", file=file, note=note) for raw, file in zip(raws, files, strict=True) for note in raw.notes
    )
    return replace(
        first,
        frame=frame,
        format=_all(raw.format for raw in raws),
        typed=all(raw.typed for raw in raws),
        encoding=_all(raw.encoding for raw in raws),
        delimiter=_all(raw.delimiter for raw in raws),
        title_rows=first.title_rows if all(raw.title_rows == first.title_rows for raw in raws) else 0,
        units=first.units if all(raw.units == first.units for raw in raws) else {},
        repairs=tuple(replace(one, file=file) for raw, file in zip(raws, files, strict=True) for one in raw.repairs),
        skips=tuple(replace(one, file=file) for raw, file in zip(raws, files, strict=True) for one in raw.skips),
        damaged=tuple(at + row for raw, at in zip(raws, _starts(raws), strict=True) for row in raw.damaged),
        notes=(say("{files:,} files were combined: {names}.", files=len(raws), names=some_names(files)), *notes),
    )


def _starts(raws: Sequence[Raw]) -> list[int]:
    """The number of the row that each file starts with."""
    return [0, *accumulate(raw.frame.height for raw in raws[:-1])]


def _check(raw: Raw, first: Raw, file: str, first_file: str) -> None:
    here, there = raw.frame.columns, first.frame.columns
    if lacking := [name for name in there if name not in here]:
        raise DataError(
            say('the column "{lacking}" of {first_file} is missing', lacking=lacking[0], first_file=first_file),
            where=file,
            fix=nearest(lacking[0], here),
        )
    if extra := [name for name in here if name not in there]:
        raise DataError(
            say('the column "{extra}" is not in {first_file}', extra=extra[0], first_file=first_file),
            where=file,
            fix=say("read files with different columns separately"),
        )


def _together(frames: Sequence[pl.DataFrame], files: Sequence[str]) -> pl.DataFrame:
    """The common type: the wider of two numbers, datetime for dates and times, text for text and anything."""
    columns = []
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        if any(part.dtype == pl.String for part in parts):
            parts = [part.cast(pl.String) for part in parts]
        kinds = [_kind(part.dtype) for part in parts]
        known = [kind for kind in kinds if kind != "nothing"]
        if odd := [number for number, kind in enumerate(kinds) if kind not in ("nothing", *known[:1])]:
            first = kinds.index(known[0])
            raise DataError(
                say(
                    'the column "{name}" holds {dtype} here and {dtype_2} in {files}',
                    name=name,
                    dtype=parts[odd[0]].dtype,
                    dtype_2=parts[first].dtype,
                    files=files[first],
                ),
                where=files[odd[0]],
                fix=say("give the column the same type in all files"),
            )
        columns.append(pl.concat([part.to_frame() for part in parts], how="vertical_relaxed"))
    return pl.concat(columns, how="horizontal")


def _kind(dtype: pl.DataType) -> str:
    if dtype == pl.Null:
        return "nothing"
    if dtype.is_numeric():
        return "number"
    return "time" if isinstance(dtype, (pl.Date, pl.Datetime)) else str(dtype)


def _all(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(value for value in values if value))
