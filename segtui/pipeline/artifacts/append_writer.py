"""Appends frames to a file: CSV, or Parquet combined from parts, never all in memory."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from segtui.delivery.export.write_csv import write_csv
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.publishing.parquet import sink_parquet, write_parquet
from segtui.publishing.parts import pieces_of
from segtui.publishing.private import private_folder

SUFFIXES = (".csv", ".parquet")


class GrowingFile:
    """Writes frames of one schema one after another to the file at `part`; the suffix of `place`, its final name,
    decides the format.

    A context manager: the file is complete when the block ends. Raises UsageError for a suffix other than .csv,
    .parquet.
    """

    def __init__(self, place: Path, part: Path) -> None:
        if place.suffix not in SUFFIXES:
            raise UsageError(
                say('unknown output format "{suffix}"', suffix=place.suffix),
                where=str(place),
                fix=say("use a file name that ends in .csv or .parquet"),
            )
        self._parquet, self._part = place.suffix == ".parquet", part

    def __enter__(self) -> Self:
        if self._parquet:
            self._pieces = pieces_of(self._part)
            private_folder(self._pieces)
            self._count = 0
        else:
            self._file = self._part.open("wb")
            self._header = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._parquet:
            self._file.close()
            return
        try:
            if kind is None:
                pieces = [self._pieces / f"{i}.parquet" for i in range(self._count)]
                sink_parquet(pl.scan_parquet(pieces, glob=False), self._part, statistics=False, maintain_order=True)
        finally:
            shutil.rmtree(self._pieces, ignore_errors=True)

    def add(self, frame: pl.DataFrame) -> None:
        """Append a frame; the first one sets the schema."""
        if self._parquet:
            write_parquet(frame, self._pieces / f"{self._count}.parquet")
            self._count += 1
            return
        written = io.BytesIO()
        write_csv(frame, written)
        self._file.write(written.getvalue()[self._header :])
        if not self._header:
            empty = io.BytesIO()
            write_csv(frame.clear(), empty)
            self._header = len(empty.getvalue())
