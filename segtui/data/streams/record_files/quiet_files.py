"""Which files of a folder are complete: those that nobody has written to for a while."""

from __future__ import annotations

import os
import time
from pathlib import Path

from segtui.data.streams.record_files.record_file import is_record_file

QUIET = 2.0
"""Seconds without a change after which a file counts as complete."""
_PATIENCE = 30.0
"""Seconds of changes after which nobody waits for a file before it is quiet."""


class QuietFiles:
    """The files of events in a folder, and since when each has not changed, by what was seen of them here.

    The clock of a file server may be another than ours, so a file that its own time does not call old is watched.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[str, tuple[int, int]] = {}
        self._since: dict[str, float] = {}
        self._first: dict[str, float] = {}

    def look(self) -> dict[str, tuple[int, bool]]:
        """Each file's size and whether it is quiet, in the order of their names. Raises OSError."""
        found: dict[str, tuple[int, bool]] = {}
        now = time.monotonic()
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if is_record_file(entry.name) and entry.is_file():
                    state = entry.stat()
                    found[entry.name] = state.st_size, self._is_quiet(entry.name, state, now)
        for gone in self._seen.keys() - found.keys():
            del self._seen[gone], self._since[gone], self._first[gone]
        return dict(sorted(found.items()))

    def is_awaited(self, name: str) -> bool:
        """Whether a file that is not quiet may be soon; one that is written to all the time is not waited for."""
        return time.monotonic() - self._first[name] < _PATIENCE

    def _is_quiet(self, name: str, state: os.stat_result, now: float) -> bool:
        seen = state.st_size, state.st_mtime_ns
        self._first.setdefault(name, now)
        if self._seen.get(name) != seen:
            self._seen[name], self._since[name] = seen, now
        return time.time() - state.st_mtime >= QUIET or now - self._since[name] >= QUIET
