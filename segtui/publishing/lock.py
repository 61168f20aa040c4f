"""Locks of a folder, whatever path names it: one that outlives its being replaced, and one shared by its readers."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from segtui.errors import UsageError, no_room, system_words
from segtui.language.sentences import say
from segtui.publishing.journal import PublishingJournal
from segtui.publishing.private import FILE

_held: dict[tuple[int, Path], PublishingJournal] = {}


_TRIES, _PAUSE = 100, 0.05


@contextmanager
def holding(folder: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[PublishingJournal]:
    """Hold a folder alone, after calling `waiting` and waiting where another process has it; its journal.

    `.NAME.lock` stands beside the folder for as long; where that can't be, the folder itself is locked and there is
    no journal. What a killed process had begun is finished first. A thread may hold a folder again within.
    """
    real = Path(os.path.realpath(folder))
    key = threading.get_ident(), real
    if key in _held:
        yield _held[key]
        return
    handle, place = _locked(real, waiting)
    yield from _kept(key, handle, place, waiting)


@contextmanager
def holding_if_free(folder: Path) -> Iterator[PublishingJournal | None]:
    """The same without waiting: None where another process has it."""
    real = Path(os.path.realpath(folder))
    key = threading.get_ident(), real
    if key in _held:
        yield None
        return
    try:
        handle, place = _locked(real, None)
    except BlockingIOError:
        yield None
        return
    yield from _kept(key, handle, place)


def lock_of(folder: Path) -> Path:
    """Where the lock of a folder stands while it is held."""
    real = Path(os.path.realpath(folder))
    return real.with_name(f".{real.name}.lock")


def _kept(
    key: tuple[int, Path], handle: int, place: Path | None, waiting: Callable[[], None] = lambda: None
) -> Iterator[PublishingJournal]:
    # Without a file for the lock the folder itself is locked: nobody reads it meanwhile.
    journal = PublishingJournal(handle if place else None, key[1].parent, None, key[1] if place else None, waiting)
    try:
        journal.recover()
        journal.clear()
        _held[key] = journal
        try:
            yield journal
        finally:
            del _held[key]
            with suppress(OSError):  # what can't be finished now stays for the next to hold the folder
                journal.recover()
                if place:
                    place.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _locked(folder: Path, waiting: Callable[[], None] | None) -> tuple[int, Path | None]:
    """A descriptor that has the lock, and the lock's file; raises BlockingIOError where it is not waited for."""
    if not os.access(folder.parent, os.W_OK):
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        _lock(handle, waiting)
        return handle, None
    place = lock_of(folder)
    while True:
        handle = _opened(place)
        _lock(handle, waiting)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), os.lstat(place)):
                return handle, place
        os.close(handle)  # its holder has removed it


def _opened(place: Path) -> int:
    """The lock's file, made if need be; raises UsageError where it is none of ours, for what it says is run."""
    fix = say("remove it, if no other command is writing there")
    try:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE)
    except OSError as error:
        if place.is_symlink():
            raise UsageError(say("the lock is a symbolic link"), where=str(place), fix=fix) from None
        if isinstance(error, PermissionError) and place.exists():
            raise UsageError(say("another user's command is writing here"), where=str(place), fix=fix) from None
        full = no_room(error.errno, place, where=str(place), fix=say("free some space"))
        raise full or UsageError(say("can't be written: {why}", why=system_words(error)), where=str(place)) from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        os.close(handle)
        raise UsageError(say("the lock is another user's, or others can write it"), where=str(place), fix=fix)
    return handle


def _lock(handle: int, waiting: Callable[[], None] | None) -> None:
    """Lock the file; where the file system knows no locks there are none."""
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is None:
                raise
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise
    except BaseException:
        os.close(handle)
        raise


@contextmanager
def read_lock(folder: Path) -> Iterator[Callable[[], bool]]:
    """Keep a folder unchanged until the block ends, together with other readers, after any running publication.

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
def publication_lock(folder: Path | None, waiting: Callable[[], None]) -> Iterator[None]:
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
