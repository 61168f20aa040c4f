"""Readers and publishers of a folder: nothing is moved into it or takes its place while somebody reads it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TRIES, _PAUSE = 100, 0.05


@contextmanager
def reading(folder: Path) -> Iterator[Callable[[], bool]]:
    """Have a folder stay as it is until the block ends, beside other readers, after a publication that is under way.

    What it yields says whether the folder still is the one that the path leads to. The system's lock on the folder
    itself serves, which needs no right to write; where there are no such locks the folder may change.
    """
    handle = _shared(folder)
    try:
        yield lambda: handle is None or _leads_to(folder, handle)
    finally:
        if handle is not None:
            os.close(handle)


@contextmanager
def publishing(folder: Path | None, waiting: Callable[[], None]) -> Iterator[None]:
    """Change a folder while nobody reads it, after calling `waiting` and waiting where somebody does."""
    handle = None
    if folder is not None:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if handle is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(handle, fcntl.LOCK_EX)
            except OSError:  # a file system without locks
                pass
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _shared(folder: Path) -> int | None:
    """A descriptor that shares the folder; None where there is none, or no lock of it."""
    for _ in range(_TRIES):
        handle: int | None = None
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(handle, fcntl.LOCK_SH)
        except FileNotFoundError:  # it may be changing places with another
            time.sleep(_PAUSE if folder.with_name(f".{folder.name}.old").exists() else 0)
            continue
        except OSError:
            if handle is not None:
                os.close(handle)
            return None
        if _leads_to(folder, handle):
            return handle
        os.close(handle)
    return None


def _leads_to(folder: Path, handle: int) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), os.stat(folder))
    return False
