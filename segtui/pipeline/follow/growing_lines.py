"""Files of JSON lines beside the state: each batch adds to them, and what a killed follower had begun is cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from segtui.errors import UsageError, no_room, system_number
from segtui.language.sentences import say
from segtui.publishing.private import FILE

_MOST = 32 << 20


class GrowingLines:
    """A file of JSON lines at `place` that only its owner can read. Raises ResourceError for a full disk."""

    def __init__(self, place: Path, *, size: int | None = None) -> None:
        """Open it; what stands behind `size` is cut off, or, where that is None, a last line that was not ended."""
        self.place = place
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file = os.open(place, flags, FILE)
            there = os.fstat(self._file).st_size
            keep = min(there, size) if size is not None else _whole_lines(self._file, there)
            if keep < there:
                os.ftruncate(self._file, keep)
        except OSError as error:
            raise self._explained(error) from error

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return os.fstat(self._file).st_size

    def add(self, lines: Iterable[Mapping[str, Any]], *, safe: bool = False) -> None:
        """Append an object a line; with `safe` they are on the disk when this returns."""
        text = "".join(json.dumps(line, ensure_ascii=False, allow_nan=False, default=str) + "\n" for line in lines)
        data = text.encode("utf-8", "replace")
        try:
            while data:
                data = data[os.write(self._file, data) :]
            if safe and text:
                os.fsync(self._file)
        except OSError as error:
            raise self._explained(error) from error

    def shorten(self) -> None:
        """Leave the newer half of a file that has become large."""
        if (size := self.size) > _MOST:
            rest = os.pread(self._file, size // 2, size - size // 2)
            os.ftruncate(self._file, 0)
            os.write(self._file, rest[rest.find(b"\n") + 1 :])

    def close(self) -> None:
        """Close it."""
        os.close(self._file)

    def _explained(self, error: OSError) -> Exception:
        fix = say("free some space, then start it again: it goes on from the last batch")
        full = no_room(system_number(error), self.place, where=str(self.place), fix=fix)
        what = say("can't be written: {why}", why=error.strerror or str(error))
        return full or UsageError(what, where=str(self.place), fix=say("follow as a user who may write to the run"))


def _whole_lines(file: int, size: int) -> int:
    """Where the last line ends."""
    step = 65_536
    end = size
    while end > 0:
        begin = max(0, end - step)
        found = os.pread(file, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0
