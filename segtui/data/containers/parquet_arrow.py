"""Reads Parquet and Arrow files, whose types are kept; records become columns."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from segtui.boundary import data, foreign
from segtui.data.raw_table import InputFile, Raw
from segtui.errors import DataError
from segtui.language.sentences import say


def read_parquet(place: InputFile) -> Raw:
    """A Parquet file; DataError when it is damaged or ends too early."""
    with foreign(damaged(place, "Parquet")):
        return _raw(pl.scan_parquet(place.path, glob=False).collect(), "parquet")


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
    return data(f"the {label} file is damaged or ends too early", place.name, "copy or download it again")
