"""A file of events, a JSON object a line, which several commands may add to at once."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from segtui.errors import UsageError
from segtui.language.sentences import say

_MODE = 0o600
_LOOK = 65_536


class EventFile:
    """Adds events at the end of a file: whole lines, which are on the disk when `add` returns."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def add(self, event: dict[str, Any]) -> None:
        """Add one; raises UsageError for a file that holds something else, OSError where it can't be written."""
        line = json.dumps(event, ensure_ascii=True, allow_nan=False).encode() + b"\n"
        how = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        with open(os.open(self._place, how, _MODE), "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file.fileno()).st_size
            first = os.pread(file.fileno(), _LOOK, 0).partition(b"\n")[0] if size else b""
            if size and not (first.startswith(b"{") and b'"eventTime"' in first):
                fix = say("name a file of its own")
                raise UsageError(say("holds something else than OpenLineage events"), where=str(self._place), fix=fix)
            if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
                line = b"\n" + line  # a command was killed, or the disk full, in the middle of a line
            if os.write(file.fileno(), line) != len(line):
                os.ftruncate(file.fileno(), size)
                raise OSError(28, os.strerror(28), str(self._place))
            os.fsync(file.fileno())
