"""One file of events from an offset on: lines of JSON, or rows of CSV as JSON."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from segtui.data.streams.stream import CUT, LONGEST
from segtui.errors import DataError
from segtui.language.sentences import say

_MARK = b"\xef\xbb\xbf"
_DELIMITERS = ",;\t|"
ENDINGS = (".ndjson", ".jsonl", ".csv")


def is_record_file(name: str) -> bool:
    """Whether a file's name says that it holds events, packed or not; hidden files are somebody's in the making."""
    return not name.startswith(".") and name.lower().removesuffix(".gz").endswith(ENDINGS)


def is_packed(name: str) -> bool:
    """Whether a file is packed, so that its size says nothing of what is in it."""
    return name.lower().endswith(".gz")


class RecordFile:
    """A file that is read record by record; `offset` is behind the last record taken, in bytes of what is unpacked."""

    def __init__(self, place: Path, offset: int) -> None:
        self.place, self.offset, self._read = place, offset, 0
        try:
            self._file = _opened(place)
            self._records = self._rows() if place.name.lower().removesuffix(".gz").endswith(".csv") else self._lines()
        except OSError as error:
            raise self._unreadable(error) from error

    def take(self, most: int, size: int) -> list[bytes]:
        """Up to `most` more records, and about `size` bytes; fewer at the end of the file. Raises DataError."""
        taken: list[bytes] = []
        try:
            while len(taken) < most and size > 0 and (record := next(self._records, None)) is not None:
                taken.append(record)
                size -= len(record)
        except (OSError, EOFError, zlib.error) as error:
            raise self._unreadable(error) from error
        return taken

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _unreadable(self, error: Exception) -> DataError:
        why = getattr(error, "strerror", None) or str(error)
        fix = say("repair it, or take it out of the folder")
        return DataError(say("can't be read: {why}", why=why), where=str(self.place), fix=fix)

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(self.offset)
        for length, line in whole_lines(self._file):
            first, self.offset = self.offset == 0, self.offset + length
            if record := (line.removeprefix(_MARK) if first else line).strip():
                yield record

    def _rows(self) -> Iterator[bytes]:
        """Each row as an object of texts, as CSV has no types; empty cells are left out."""
        lines = self._texts()
        header = next(lines, "")
        delimiter = max(_DELIMITERS, key=header.count)
        names = next(csv.reader([header], delimiter=delimiter), [])
        if self.offset > self._read:
            self._file.seek(self.offset)
            self._read = self.offset
        yield from self._objects(names, csv.reader(lines, delimiter=delimiter))

    def _objects(self, names: list[str], rows: Iterator[list[str]]) -> Iterator[bytes]:
        csv.field_size_limit(LONGEST)
        while True:
            try:
                row = next(rows, None)
            except csv.Error:  # a cell longer than any
                row = ["…"]
            if row is None:
                return
            self.offset = self._read
            if row and len(row) != len(names):
                yield json.dumps(row, ensure_ascii=False).encode()  # not an object: it is rejected as it stands
            elif row:
                yield json.dumps({n: v for n, v in zip(names, row, strict=True) if v}, ensure_ascii=False).encode()

    def _texts(self) -> Iterator[str]:
        for length, line in whole_lines(self._file):
            text = (line.removeprefix(_MARK) if self._read == 0 else line).decode("utf-8", "replace")
            self._read += length
            yield text


def _opened(place: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(place)) if is_packed(place.name) else place.open("rb")


def whole_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line of a file with its length in the file; one that is longer than any event comes cut."""
    while line := file.readline(LONGEST):
        length = len(line)
        if length == LONGEST and not line.endswith(b"\n"):
            line = line[:CUT]
            while more := file.readline(LONGEST):
                length += len(more)
                if more.endswith(b"\n"):
                    break
        yield length, line
