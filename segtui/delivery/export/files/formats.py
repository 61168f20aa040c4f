"""The formats that a target's file can have, in one table: how a file is written, and how its first rows are read
back."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import polars as pl

from segtui.declare import instances
from segtui.delivery.export.files.csv_file import CsvFile
from segtui.delivery.export.files.typed_files import ExcelFile, JsonFile, ParquetFile
from segtui.delivery.export.target import Target
from segtui.publishing.parts import pieces_of


class Writer(Protocol):
    """An open file that takes rows."""

    rows: int

    def take(self, frame: pl.DataFrame) -> int:
        """Write as many of the first rows as fit; returns their number."""

    def close(self) -> None:
        """Finish the file."""


class Parts:
    """Writes to `x.csv`, then to `x-2.csv`, `x-3.csv` … when one is full; there is always a first.

    `open` makes the writer for a path; `most_rows` is the most rows in one file.
    """

    def __init__(self, place: Path, open: Callable[[Path], Writer], most_rows: int | None = None) -> None:
        self.place, self._open, self._most = place, open, most_rows
        self.places: list[Path] = []
        self.rows: list[int] = []
        self._writer = self._next()

    def put(self, frame: pl.DataFrame) -> None:
        """Write all rows, continuing in the next file when one is full."""
        while frame.height:
            room = frame.height if self._most is None else self._most - self._writer.rows
            taken = self._writer.take(frame.head(room)) if room > 0 else 0
            self.rows[-1] = self._writer.rows
            frame = frame.slice(taken)
            if frame.height and (taken < room or self._writer.rows == self._most):
                self._writer.close()
                self._writer = self._next()

    def close(self) -> None:
        """Finish the last file."""
        self._writer.close()

    def _next(self) -> Writer:
        count = len(self.places) + 1
        place = self.place if count == 1 else self.place.with_name(f"{self.place.stem}-{count}{self.place.suffix}")
        self.places.append(place)
        self.rows.append(0)
        return self._open(place)


@dataclass(frozen=True)
class NewFile:
    """A file to be opened: `schema` has the type of each column by header, `place` does not exist yet.

    `exempt` headers are never guarded against spreadsheets; `shortened` counts the truncated cells, by header.
    """

    place: Path
    schema: dict[str, pl.DataType]
    target: Target
    exempt: Collection[str]
    shortened: Counter[str]


@dataclass(frozen=True)
class FileFormat:
    """How files of a format are written and read back; the `name` is their extension, and `Target.format` names it.

    `is_typed` formats get typed numbers, days and booleans, others text. `head` reads at most the given number of first
    rows of a file.
    """

    name: str
    is_typed: bool
    open: Callable[[NewFile], Writer]
    head: Callable[[Path, Target, int], pl.DataFrame]


def _open_csv(new: NewFile) -> Writer:
    target = new.target
    headers = list(new.schema)
    return CsvFile(new.place, headers, delimiter=target.delimiter, most_bytes=target.most_bytes, exempt=new.exempt)


def _csv_head(place: Path, target: Target, rows: int) -> pl.DataFrame:
    return pl.read_csv(place, separator=target.delimiter, infer_schema=False, n_rows=rows, glob=False)


def _json_head(place: Path, _: Target, rows: int) -> pl.DataFrame:
    with place.open(encoding="utf-8") as file:
        lines = [line.strip().rstrip(",") for line in itertools.islice(file, 1, rows + 1)]
    return pl.DataFrame([json.loads(line) for line in lines if line.startswith("{")], infer_schema_length=None)


_FORMATS = (
    FileFormat("csv", False, _open_csv, _csv_head),
    FileFormat(
        "parquet",
        True,
        lambda new: ParquetFile(new.place, new.schema, pieces_of(new.place)),
        lambda place, _, rows: pl.read_parquet(place, n_rows=rows, glob=False),
    ),
    FileFormat(
        "xlsx",
        True,
        lambda new: ExcelFile(new.place, new.schema, new.shortened),
        lambda place, _, rows: pl.read_excel(place, read_options={"n_rows": rows}),
    ),
    FileFormat("json", True, lambda new: JsonFile(new.place, list(new.schema)), _json_head),
)


@cache
def formats() -> Mapping[str, FileFormat]:
    """The formats by name: these, and those that a target's file declares for itself as a constant."""
    return {one.name: one for one in (*_FORMATS, *instances("segtui.delivery.export.targets", FileFormat))}
