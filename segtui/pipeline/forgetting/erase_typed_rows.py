"""Exports to JSON and Excel that stand in a run's folder, without some people."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import polars as pl

from segtui.data.types.plain_ids import plain_ids
from segtui.delivery.export.files.typed_files import ExcelFile


def without_rows(source: Path, target: Callable[[], Path], ids: Collection[str], columns: Collection[str]) -> int:
    """Write a JSON or Excel file of an export without the rows of `ids`; how many these were.

    `target` is not called, and 0 is returned, if the file holds none of them or is not a list of rows.
    """
    if source.suffix == ".xlsx":
        frame, name = _sheet(source, columns)
        stays = frame.filter(~as_text(plain_ids(frame[name])).is_in(list(ids)).fill_null(False)) if name else frame
        if stays.height < frame.height:
            book = ExcelFile(target(), dict(stays.schema))
            book.take(stays)
            book.close()
        return frame.height - stays.height
    rows = _objects(source)
    remaining = [line for row, line in rows if not set(ids) & _ids(row, columns)]
    if len(remaining) < len(rows):
        text = "[" + ",".join(f"\n{line}" for line in remaining) + "\n]\n"
        target().write_text(text, encoding="utf-8", newline="\n")
    return len(rows) - len(remaining)


def ids_in_rows(source: Path, columns: Collection[str]) -> set[str]:
    """Whom such a file holds."""
    if source.suffix == ".xlsx":
        frame, name = _sheet(source, columns)
        return set(as_text(plain_ids(frame[name])).to_list()) if name else set()
    return {id for row, _ in _objects(source) for id in _ids(row, columns)} if source.suffix == ".json" else set()


def as_text(ids: pl.Series) -> pl.Series:
    """Ids as a CSV file of ours writes them."""
    if isinstance(ids.dtype, pl.Datetime):
        return ids.dt.to_string("%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if ids.dtype.time_zone else ""))
    return ids.cast(pl.String)


def _sheet(source: Path, columns: Collection[str]) -> tuple[pl.DataFrame, str | None]:
    frame = pl.read_excel(source)
    return frame, next((name for name in columns if name in frame.columns), None)


def _objects(source: Path) -> list[tuple[dict[str, Any], str]]:
    """The rows of a list that has one a line, each with its line; none where the file is of another kind."""
    lines = source.read_text(encoding="utf-8").split("\n")
    if lines[0] != "[":
        return []
    return [(json.loads(line), line) for each in lines[1:] if (line := each.removesuffix(",")).startswith("{")]


def _ids(row: dict[str, Any], columns: Collection[str]) -> set[str]:
    found = next((row[name] for name in columns if name in row), None)
    return set() if found is None else {str(found)}
