"""Reads Parquet and Arrow files, whose types are kept; records become columns."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import polars as pl

from segtui.data.raw.raw_table import InputFile, Raw
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign
from segtui.libraries.columns import cols, is_pattern


def read_parquet(place: InputFile, only: Collection[str] | None = None) -> Raw:
    """A Parquet file, or those of its columns that are among `only`; DataError when it is damaged or ends too early.

    It is read whole where none of them is, or where columns are records or are renamed.
    """
    with foreign(damaged(place, "Parquet")):
        scan = pl.scan_parquet(place.path, glob=False)
        schema = scan.collect_schema()
        there = [name for name in schema if only is not None and name in only]
        as_they_are = not any(is_pattern(name) or isinstance(dtype, pl.Struct) for name, dtype in schema.items())
        if not there or not as_they_are:
            return _raw(scan.collect(), "parquet")
        left = tuple(name for name in schema if name not in there)
        return replace(_raw(scan.select(cols(there)).collect(), "parquet"), left=left)


def read_arrow(place: InputFile) -> Raw:
    """An Arrow file (IPC, Feather 2) or stream; DataError when it is damaged or ends too early."""
    with place.path.open("rb") as file:
        is_file = file.read(6) == b"ARROW1"
    with foreign(damaged(place, "Arrow")), place.path.open("rb") as file:
        return _raw(pl.read_ipc(file) if is_file else pl.read_ipc_stream(file), "arrow")


def flatten(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A frame without records: their fields become columns named `record.field`, where the record stood."""
    notes = []
    while records := [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Struct)]:
        for name in records:
            at = frame.columns.index(name)
            taken = [column for column in frame.columns if column != name]
            fields = frame[name].struct.unnest()
            fields.columns = [_free(f"{name}.{field}", taken) for field in fields.columns]
            frame = pl.concat([frame[:, :at], fields, frame[:, at + 1 :]], how="horizontal")
            notes.append(
                say('The column "{name}" holds records; their fields became columns named "{name}.…".', name=name)
            )
    return frame, tuple(notes)


def _free(name: str, taken: list[str]) -> str:
    return _free(f"{name}_", taken) if name in taken else name


def _raw(frame: pl.DataFrame, file_format: str) -> Raw:
    flat, notes = flatten(frame)
    return Raw(flat, file_format, typed=True, notes=notes)


def damaged(place: InputFile, label: str) -> Callable[[str], DataError]:
    """The error for a file of a binary format, from the reason."""
    return data(
        say("the {label} file is damaged or ends too early", label=label), place.name, say("copy or download it again")
    )
