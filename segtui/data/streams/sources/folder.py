"""A folder: new files in the order of their names."""

from __future__ import annotations

import time
from pathlib import Path

from segtui.data.streams.record_files.quiet_files import QuietFiles
from segtui.data.streams.record_files.record_file import RecordFile, is_packed
from segtui.data.streams.stream import MOST_BYTES, Position, Stream, StreamMessage, StreamSettings
from segtui.data.streams.stream_source import StreamAddress, StreamSource
from segtui.errors import UnreachableError, UsageError, system_words
from segtui.language.sentences import Sentence, say

_DONE = -1
"""Stands for the offset of a packed file that was read to its end."""
_PAUSE = 0.2


class FolderStream(Stream):
    """The records of the files of a folder, by name: a name that was read is never read again, but where it has grown.

    Its position is the offset in each file that is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = QuietFiles(folder)
        self._offsets: dict[str, int] = {}
        self._current: RecordFile | None = None
        self._waits = False
        self._bytes = self._records = 0
        self._notes: list[Sentence] = []
        self._noted: set[str] = set()

    def open(self, position: Position | None, *, from_start: bool) -> None:
        """Look into the folder."""
        self.close()
        if not self._folder.is_dir():
            raise UsageError(
                say("there is no such folder"), where=str(self._folder), fix=say("mkdir {folder}", folder=self._folder)
            )
        self._offsets = {} if from_start or position is None else dict(position["files"])
        self._next()

    def poll(self, most: int, seconds: float) -> list[StreamMessage]:
        """Records of one file after the other."""
        until, size, taken = time.monotonic() + seconds, MOST_BYTES, list[bytes]()
        while len(taken) < most and size > 0:
            if self._current is None and not self._next():
                if taken or time.monotonic() >= until:
                    break
                time.sleep(min(_PAUSE, max(0.0, until - time.monotonic())))
                continue
            records = self._take(most - len(taken), size)
            size -= sum(map(len, records))
            taken += records
        return [StreamMessage(record) for record in taken]

    def _take(self, most: int, size: int) -> list[bytes]:
        file = self._current
        assert file is not None
        before = file.offset
        records = file.take(most, size)
        self._offsets[file.place.name] = file.offset
        self._bytes, self._records = self._bytes + file.offset - before, self._records + len(records)
        if not records:
            if is_packed(file.place.name):
                self._offsets[file.place.name] = _DONE
            self.close()
        return records

    def _next(self) -> bool:
        """Go to the next file that has more than was read of it."""
        files = self._look()
        self._waits = False
        self._offsets = {name: offset for name, offset in self._offsets.items() if name in files}
        for name, (size, quiet) in files.items():
            read = self._offsets.get(name, 0)
            if not self._has_more(name, size, read):
                continue
            if quiet:
                self._current = RecordFile(self._folder / name, read)
                return True
            self._waits |= self._files.is_awaited(name)
        return False

    def _has_more(self, name: str, size: int, read: int) -> bool:
        if is_packed(name):
            return read != _DONE and size > 0
        if size < read and name not in self._noted:
            self._noted.add(name)
            self._notes.append(
                say("{file} is shorter than what was read of it: give new events a name of their own", file=name)
            )
        return size > read

    def _look(self) -> dict[str, tuple[int, bool]]:
        try:
            return self._files.look()
        except OSError as error:
            what = say("the folder can't be read: {why}", why=system_words(error))
            raise UnreachableError(what, where=str(self._folder)) from error

    def position(self) -> Position:
        """The offset in each file."""
        return {"files": dict(self._offsets)}

    def lag(self) -> int | None:
        """About as many records as the bytes that wait would hold; None where files are packed."""
        files = self._look()
        if any(is_packed(name) and self._offsets.get(name) != _DONE for name in files):
            return None
        waiting = sum(max(0, size - self._offsets.get(name, 0)) for name, (size, _) in files.items())
        return round(waiting * self._records / self._bytes) if self._bytes else None if waiting else 0

    def ended(self) -> bool:
        """Whether all files are read, but those that are written to all the time."""
        return self._current is None and not self._next() and not self._waits

    def notes(self) -> list[Sentence]:
        """Files that lost what had been read of them."""
        told, self._notes = self._notes, []
        return told

    def close(self) -> None:
        """Close the current file."""
        if self._current is not None:
            self._current.close()
            self._current = None


def _opened(address: StreamAddress, settings: StreamSettings) -> Stream:
    return FolderStream(Path(address.rest))


def _is_folder(path: str) -> bool:
    return path != "-" and not Path(path).is_file()


SOURCE = StreamSource(
    name="folder",
    label="a folder",
    about="new files of a folder in the order of their names: .ndjson, .jsonl and .csv, also packed as .gz",
    example="events",
    open=_opened,
    is_path=_is_folder,
)
