"""A ledger: lines of JSON that are only ever added, each on the disk before anything else happens."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from segtui.errors import DataError, UnreachableError, UsageError, no_room
from segtui.language.sentences import say
from segtui.publishing.private import FILE, private_folder

FOLDER = "ledger"
"""The folder of the ledgers, beside the folders of runs, because they outlive each run."""
_VERSION = 1
_BYTES = 16
_PAUSE = 0.2


class Ledger:
    """The lines of one ledger, oldest first, what it is `about`, and the key of its hashes; `append` adds a line.

    The key is not a secret: it makes the hashes of two ledgers different: nobody can be followed from one to the
    other.
    """

    def __init__(self, place: Path, head: Mapping[str, Any], lines: list[dict[str, Any]], handle: int | None) -> None:
        self.place, self.about, self.lines = place, head, lines
        self.key = str(head["key"])
        self._handle = handle

    def hashed(self, text: str) -> str:
        """A person, or what was said of one, as this ledger has it: HMAC-SHA-256, the first 16 bytes."""
        return hmac.digest(bytes.fromhex(self.key), text.encode(errors="surrogatepass"), hashlib.sha256)[:_BYTES].hex()

    def append(self, line: Mapping[str, Any]) -> None:
        """Add a line, which is on the disk when this returns; a line that does not fit leaves none behind."""
        self.append_all([line])

    def append_all(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """The same of several at once; of what is killed amid them the first may be there."""
        assert self._handle is not None
        each = (json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines)
        content = b"".join(each)
        size = os.fstat(self._handle).st_size
        try:
            written = 0
            while written < len(content):
                written += os.write(self._handle, content[written:])
            os.fsync(self._handle)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._handle, size)
            fix = say("free some space: what was sent last is sent again next time, which changes nothing")
            full = no_room(error.errno, self.place, where=str(self.place), fix=fix)
            raise full or _unwritable(self.place, error) from None
        except BaseException:  # an interruption amid the line; a torn line would be dropped too
            with suppress(OSError):
                os.ftruncate(self._handle, size)
            raise
        self.lines.extend(map(dict, lines))


def read_ledger(place: Path) -> Ledger | None:
    """The ledger as it is, to be looked at only; None where there is none. Raises DataError for a damaged one."""
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(say("can't be read: {why}", why=str(error.strerror)), where=str(place)) from None
    lines = _parsed(place, content)
    return Ledger(place, _head_of(place, lines), lines[1:], None) if lines else None


@contextmanager
def open_ledger(
    place: Path,
    about: Mapping[str, Any],
    waiting: Callable[[], None] = lambda: None,
    patience: float | None = None,
) -> Iterator[Ledger]:
    """The ledger to be added to, made if need be; `about` says in its first line what it is of.

    Only one process has it: `waiting` is called before this one waits for another, for `patience` seconds at most. A
    last line that was never finished is dropped. Raises DataError for a damaged ledger, UsageError where it can't be
    written, UnreachableError where another process keeps it.
    """
    handle = _opened(place)
    try:
        _lock(handle, place, waiting, patience)
        content = _whole_lines(handle)
        lines = _parsed(place, content)
        new = {"ledger": _VERSION, "key": secrets.token_hex(_BYTES), **about}
        ledger = Ledger(place, _head_of(place, lines) if lines else new, lines[1:], handle)
        if not lines:
            ledger.append(new)
            ledger.lines.clear()
            _sync_folder(place.parent)
        yield ledger
    finally:
        os.close(handle)


def _opened(place: Path) -> int:
    try:
        private_folder(place.parent)
        handle = os.open(place, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE)
    except OSError as error:
        raise no_room(error.errno, place, where=str(place), fix="") or _unwritable(place, error) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageError(say("is not a file"), where=str(place))
    return handle


def _unwritable(place: Path, error: OSError) -> UsageError:
    fix = say("nothing is sent without a ledger of it: make the folder writable")
    return UsageError(say("can't be written: {why}", why=str(error.strerror)), where=str(place), fix=fix)


def _lock(handle: int, place: Path, waiting: Callable[[], None], patience: float | None) -> None:
    """Have it alone; where the file system knows no locks there are none."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        if patience is None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        else:
            _lock_within(handle, place, patience)
    except OSError:
        pass


def _lock_within(handle: int, place: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > until:
            fix = say("try again when the other command is done")
            raise UnreachableError(say("another command is writing to this ledger"), where=str(place), fix=fix)
        time.sleep(_PAUSE)


def _whole_lines(handle: int) -> bytes:
    """The content, after dropping what was never finished."""
    with os.fdopen(os.dup(handle), "rb") as file:
        file.seek(0)
        content = file.read()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.ftruncate(handle, len(whole))
    return whole


def _parsed(place: Path, content: bytes) -> list[dict[str, Any]]:
    """The lines; one that has no end is left out."""
    found: list[dict[str, Any]] = []
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise _damaged(place, number)
        found.append(value)
    return found


def _head_of(place: Path, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The first line; raises DataError where it is not that of a ledger."""
    head = lines[0]
    try:
        key = bytes.fromhex(head["key"])
    except (KeyError, TypeError, ValueError):
        raise _damaged(place, 1) from None
    if head.get("ledger") != _VERSION or len(key) != _BYTES:
        raise _damaged(place, 1)
    return head


def _damaged(place: Path, number: int) -> DataError:
    fix = say("restore the file from a backup: it records who was sent where")
    return DataError(say("line {number:,} can't be read", number=number), where=str(place), fix=fix)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
