"""The journal of a session: each change of the plan is on disk before it shows."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from segtui.errors import ResourceError
from segtui.language.sentences import as_data, from_data, say
from segtui.language.translation import to_translate

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class JournalError(ResourceError, OSError):
    """The journal can't be written (exit 4); also an OSError, with its `strerror`."""

    def __init__(self, error: OSError, path: Path) -> None:
        reason = error.strerror or str(error)
        what = (
            say("the disk is full")
            if error.errno in _FULL
            else say("the session can't be saved: {reason}", reason=reason)
        )
        fix = say("free some space; until then a crash would lose further changes")
        super().__init__(what, where=str(path.parent), fix=fix)
        self.errno, self.strerror = error.errno, reason

    def __str__(self) -> str:
        return self.describe()


@dataclass(frozen=True)
class Change:
    """One change: what was done, the whole plan after it (TOML), and when (ISO 8601, UTC)."""

    label: str
    plan: str
    at: str


@dataclass
class State:
    """The contents of a journal: the changes in order, the current position, and the marks.

    `position` is the index in `history` of the current plan, -1 while there is none; changes after it have been
    undone and can be done again. `marks` are the latest values by name: the screen, the chosen candidate …
    `notes` are sentences on what could not be read.
    """

    history: list[Change] = field(default_factory=list)
    position: int = -1
    marks: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def plan(self) -> str | None:
        """The current plan (TOML)."""
        return self.history[self.position].plan if self.position >= 0 else None

    @property
    def screen(self) -> str | None:
        """The screen that was shown."""
        return self.marks.get("screen")


class Journal:
    """Lines of JSON that are only ever added to; opened to go on, it leaves out what a kill cut short.

    Each method writes one line. Where that fails it raises JournalError and the file is what it was before, so that
    the same call may be tried again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            whole = path.read_bytes().rfind(b"\n") + 1
            os.ftruncate(self._file, whole)
        except OSError as error:
            raise JournalError(error, path) from error
        self._length = whole

    def change(self, label: str, plan: str) -> None:
        """Write a change and the whole plan after it (TOML); it is on disk when this returns. Undone changes are
        dropped."""
        self._add({"do": "change", "label": as_data(label), "plan": plan, "at": _now()}, sync=True)

    def move(self, position: int) -> None:
        """Undo or redo to this place in the history; on the disk when this returns."""
        self._add({"do": "move", "position": position, "at": _now()}, sync=True)

    def mark(self, name: str, value: str) -> None:
        """Something small to come back to, such as the screen; it outlives this process, if not a power cut."""
        self._add({"do": "mark", "name": name, "value": value}, sync=False)

    def close(self) -> None:
        """Write no more."""
        os.close(self._file)

    def _add(self, entry: dict[str, Any], *, sync: bool) -> None:
        line = json.dumps(entry).encode() + b"\n"
        try:
            written = 0
            while written < len(line):
                written += os.write(self._file, line[written:])
            if sync:
                os.fsync(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._length)
            raise JournalError(error, self.path) from error
        self._length += len(line)


def replay(path: Path) -> State:
    """The contents of the journal at `path`; an incomplete last line is ignored, a missing file is empty."""
    state = State()
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return state
    except OSError as error:
        state.notes.append(say("The journal {path} can't be read: {reason}.", path=str(path), reason=error.strerror))
        return state
    for number, line in enumerate(lines, start=1):
        try:
            _apply(json.loads(line), state)
        except (ValueError, KeyError, TypeError, IndexError):
            told = to_translate("Line {number:,} of the journal {path} can't be read and is left out.")
            state.notes.append(say(told, number=number, path=str(path)))
    return state


def _apply(entry: dict[str, Any], state: State) -> None:
    if entry["do"] == "change":
        change = Change(from_data(entry["label"]), str(entry["plan"]), str(entry["at"]))
        del state.history[state.position + 1 :]
        state.history.append(change)
        state.position += 1
    elif entry["do"] == "move":
        position = int(entry["position"])
        if not 0 <= position < len(state.history):
            raise IndexError(position)
        state.position = position
    elif entry["do"] == "mark":
        state.marks[str(entry["name"])] = str(entry["value"])
    else:
        raise ValueError(entry["do"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
