"""Keeps standard error for our own messages: what libraries write there goes into an unnamed file.

Polars reports a panic there before it raises it, and fastexcel and numba log there; an internal error ends with what
they wrote, because it may say why.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from segtui.console.observing import log_lines
from segtui.libraries.boundary import silence
from widgets.plain.visible import visible

_LAST = 4_000


@dataclass(frozen=True)
class _Streams:
    ours: TextIO
    theirs: int


_aside: list[_Streams] = []


def set_aside() -> None:
    """Keep standard error to ourselves from here on; nothing changes if another stream already replaces it."""
    silence()
    if _aside or sys.stderr is not sys.__stderr__ or sys.stderr is None:
        return
    try:
        sys.stderr.flush()
        ours = os.dup(sys.stderr.fileno())
        theirs = _file()
        os.dup2(theirs, sys.stderr.fileno())
    except OSError:
        return
    encoding, errors = sys.stderr.encoding, sys.stderr.errors
    stream = io.TextIOWrapper(io.FileIO(ours, "w"), encoding, errors, write_through=True)
    _aside.append(_Streams(stream, theirs))


def give_back() -> None:
    """Send everything to the user's standard error again, as the workbench needs it."""
    while _aside:
        streams = _aside.pop()
        os.dup2(streams.ours.fileno(), sys.__stderr__.fileno() if sys.__stderr__ else 2)


def standard_error() -> TextIO:
    """The user's standard error, while libraries write elsewhere; a null stream if it is closed.

    Where the log is JSON, each line that is printed becomes an object of it.
    """
    return cast(TextIO, log_lines.MessageLines(_users())) if log_lines.is_json() else _users()


def _users() -> TextIO:
    if _aside:
        return _aside[0].ours
    return sys.stderr if sys.stderr is not None else Path(os.devnull).open("w", encoding="utf-8")


def tell(message: str, code: int = 0) -> None:
    """Print lines on standard error as laid out by the caller; control characters in them are made visible.

    In a JSON log it is one object, which has the exit code too.
    """
    if log_lines.is_json():
        event, level = ("interrupted", "warning") if code == 130 else ("failed", "error")
        record(event, level, exit_code=code, message=visible(message, lines=True))
        return
    stream = _users()
    stream.write(visible(message, lines=True) + "\n")
    stream.flush()


def record(event: str, level: str = "info", **facts: Any) -> None:
    """Write an object of the JSON log; a reader that has gone, or a full disk, ends no command."""
    with suppress(OSError, ValueError):
        stream = _users()
        stream.write(log_lines.line(event, level, **facts))
        stream.flush()


def library_words() -> str:
    """The last lines that libraries wrote, empty if there are none."""
    if not _aside:
        return ""
    with suppress(OSError):
        size = os.fstat(_aside[0].theirs).st_size
        return os.pread(_aside[0].theirs, _LAST, max(0, size - _LAST)).decode(errors="replace").strip()
    return ""


def _file() -> int:
    """An open file without a name; a null stream if there is no room for one."""
    try:
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
    except OSError:
        return os.open(os.devnull, os.O_RDWR)
