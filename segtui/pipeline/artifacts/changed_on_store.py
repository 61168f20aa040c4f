"""A run on a store that a command changes: a copy of it is, and what has changed in that is put back under a lock.

What to put is noted on this machine before the first object changes, so that the next command here can finish the work
of one that was killed. The lock says meanwhile that the run is being changed, and `run.json` is put last.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from segtui.data.stores.open_store import open_store
from segtui.data.stores.store_errors import store_errors
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import say
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_on_store import CHANGING, LOCK, StoredRun, fetch_files
from segtui.publishing.private import private_folder

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_NOTED = "changes.json"


@contextmanager
def changed_run(place: str) -> Iterator[Path]:
    """The folder with a copy of a run on a store; at the end of the block what differs in it is put there.

    After an error in the block nothing is. Raises UsageError where there is no run, or another command changes it,
    UnreachableError for a store out of reach: the copy then stays, and the same command finishes what it began.
    """
    stored = StoredRun.at(place)
    store, home = open_store(stored.address), stored.work.parent
    private_folder(home)
    with _alone(stored, home):
        _finish(stored, store, home)
        token = _take(stored, store)
        try:
            shutil.rmtree(stored.work, ignore_errors=True)
            fetch_files(stored, store, stored.work)
            before = _states(stored.work)
            yield stored.work
            after = _states(stored.work)
            changed = [name for name, state in after.items() if before.get(name) != state]
            gone = [name for name in before if name not in after]
            if changed or gone:
                noted = json.dumps({"token": token, "put": changed, "drop": gone})
                (home / _NOTED).write_text(noted, encoding="utf-8")
        except BaseException:
            stored.delete(store, [LOCK])
            raise
        if changed or gone:
            _put_changes(stored, store, home)
        stored.delete(store, [LOCK])
        shutil.rmtree(home, ignore_errors=True)


def _put_changes(stored: StoredRun, store: ObjectStore, home: Path) -> None:
    """Carry out what is noted; raises what the store raises, with what to do."""
    noted = json.loads((home / _NOTED).read_text(encoding="utf-8"))
    try:
        stored.put(store, LOCK, CHANGING + noted["token"].encode())
        for name in sorted(noted["put"], key=lambda name: (name == MANIFEST, name)):
            stored.put(store, name, stored.work / name)
        stored.delete(store, noted["drop"])
    except SegtuiError as error:
        told = f"the next command on this run from here finishes the change, which {stored.work} has"
        fix = "; ".join(part for part in (error.fix, told) if part)
        raise type(error)(error.what, where=error.where, fix=fix) from error


def _finish(stored: StoredRun, store: ObjectStore, home: Path) -> None:
    """What a command of this machine that was killed had still to put, and the lock that it left."""
    if not (home / _NOTED).exists():
        return
    token = json.loads((home / _NOTED).read_text(encoding="utf-8"))["token"].encode()
    if _held_by(stored, store) in (token, CHANGING + token):
        _put_changes(stored, store, home)
        stored.delete(store, [LOCK])
    (home / _NOTED).unlink()


def _take(stored: StoredRun, store: ObjectStore) -> str:
    """Take the lock of a run on the store; UsageError where it is taken."""
    import obstore
    from obstore.exceptions import AlreadyExistsError

    token = uuid4().hex
    with store_errors(stored.address.base):
        try:
            obstore.put(store, stored.key(LOCK), token.encode(), mode="create")
        except AlreadyExistsError:
            raise UsageError(
                say("another command is changing this run"),
                where=stored.address.base,
                fix=say("wait for it to finish; if it was killed, delete {lock} there", lock=LOCK),
            ) from None
    return token


def _held_by(stored: StoredRun, store: ObjectStore) -> bytes:
    import obstore

    with store_errors(stored.address.base):
        try:
            return bytes(obstore.get(store, stored.key(LOCK)).bytes())
        except FileNotFoundError:
            return b""


@contextmanager
def _alone(stored: StoredRun, home: Path) -> Iterator[None]:
    """Nobody else on this machine changes the run; UsageError where somebody does."""
    handle = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            what, fix = say("another command is changing this run"), say("wait for it to finish")
            raise UsageError(what, where=stored.address.base, fix=fix) from None
        yield
    finally:
        os.close(handle)


def _states(folder: Path) -> dict[str, Any]:
    """The contents of each file; hidden ones are locks and journals of this machine."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files}
