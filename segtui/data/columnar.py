"""Reads Parquet and Arrow files, whose types are kept; records become columns."""

from __future__ import annotations

import polars as pl

from segtui.data.raw import Place, Raw
from segtui.errors import DataError


def read_parquet(place: Place) -> Raw:
    """A Parquet file; DataError when it is damaged or ends too early."""
    try:
        frame = pl.scan_parquet(place.path, glob=False).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(place, "Parquet", error) from error
    return _raw(frame, "parquet")


def read_arrow(place: Place) -> Raw:
    """An Arrow file (IPC, Feather 2) or stream; DataError when it is damaged or ends too early."""
    with place.path.open("rb") as file:
        is_file = file.read(6) == b"ARROW1"
    try:
        with place.path.open("rb") as file:
            frame = pl.read_ipc(file) if is_file else pl.read_ipc_stream(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(place, "Arrow", error) from error
    return _raw(frame, "arrow")


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
            notes.append(f'The column "{name}" holds records; their fields became columns named "{name}.…".')
    return frame, tuple(notes)


def _free(name: str, taken: list[str]) -> str:
    return _free(f"{name}_", taken) if name in taken else name


def _raw(frame: pl.DataFrame, file_format: str) -> Raw:
    flat, notes = flatten(frame)
    return Raw(flat, file_format, typed=True, notes=notes)


def _damaged(place: Place, label: str, error: Exception) -> DataError:
    return DataError(
        f"the {label} file is damaged or ends too early: {str(error).splitlines()[0]}",
        where=place.name,
        fix="copy or download it again",
    )
