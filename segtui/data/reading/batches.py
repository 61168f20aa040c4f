"""Reads a source batch by batch, in bounded memory where its format allows: cells as written, or typed by the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import polars as pl

from segtui.data.files.compression import unpack
from segtui.data.raw.raw_table import InputFile
from segtui.data.reader import Part
from segtui.data.reading.detect_format import detect_format
from segtui.data.reading.read import places_of, read_one
from segtui.data.source import Source
from segtui.errors import DataError, nearest
from segtui.language.sentences import say
from segtui.publishing.scratch import scratch

ROWS = 100_000


class Batches:
    """A source as frames of about `rows` rows, in the file's order; they can be iterated more than once.

    Text files and Parquet are read during iteration, other formats once and completely. `columns` are the columns of
    the frames, `format` that of the files, `skipped` the records that are not rows (except blank ones), `repairs` and
    `skips` the damaged rows. A context manager: temporary copies (of packed or repaired files, of standard input) live
    until it ends. Raises what `read` raises.
    """

    def __init__(self, source: Source, folder: Path, stdin: BinaryIO | None = None, rows: int = ROWS) -> None:
        self._source, self._folder, self._stdin, self._rows = source, folder, stdin, rows
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            workspace = opening.enter_context(scratch())
            places = places_of(self._source.path, self._folder, workspace, self._stdin)
            self._formats: set[str] = set()
            self._parts = [self._part(place) for place in places]
            for part in self._parts[1:]:
                _refuse_other_columns(part, self._parts[0])
            self._stack = opening.pop_all()
        self.columns = self._parts[0].columns
        self.format = ", ".join(sorted(self._formats))
        self.skipped = sum(part.skipped for part in self._parts)
        several = len(self._parts) > 1
        named = [(part, part.name if several else "") for part in self._parts]
        self.repairs = tuple(replace(one, file=file) for part, file in named for one in part.repairs)
        self.skips = tuple(replace(one, file=file) for part, file in named for one in part.skips)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def __iter__(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Each frame, and whether its types come from the file; untyped text is as written."""
        for part in self._parts:
            for frame in part.frames():
                yield frame, part.typed

    def _part(self, place: InputFile) -> Part:
        reader, _ = detect_format(place := unpack(place))
        self._formats.add(reader.format)
        batches = reader.batches
        if batches is not None:
            return batches(place, self._source, self._rows)
        raw = read_one(place, self._source)
        if not raw.frame.height:
            raise DataError(say("the file has no rows"), where=place.name)
        cut = lambda: raw.frame.iter_slices(self._rows)  # noqa: E731
        return Part(place.name, tuple(raw.frame.columns), raw.typed, raw.rows_skipped, cut)


def _refuse_other_columns(part: Part, first: Part) -> None:
    for name in first.columns:
        if name not in part.columns:
            what = say('the column "{name}" of {name_2} is missing', name=name, name_2=first.name)
            raise DataError(what, where=part.name, fix=nearest(name, part.columns))
