"""The files that following a stream adds to a run's folder, and the lock that keeps a second follower away."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.publishing.private import FILE

STATE, REJECTED, HEALTH = "follow.sqlite", "follow.rejected.ndjson", "follow.health.ndjson"
LOCK = ".follow.lock"
FOLDER = "follow"
"""The folder where a source keeps what it has taken and must not lose, and where exports are kept up."""


@contextmanager
def only_follower(home: Path) -> Iterator[None]:
    """Hold a run against other followers; the lock ends with the process. Raises UsageError where there is one."""
    try:
        handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE)
    except OSError as error:
        what = say("can't be written: {why}", why=error.strerror or str(error))
        raise UsageError(what, where=str(home), fix=say("follow as a user who may write to the run")) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise _followed(home) from None
    try:
        yield
    finally:
        os.close(handle)


def refuse_while_followed(home: Path) -> None:
    """Raise UsageError where a follower follows a run that is to be replaced: it would go on with what is no longer
    there."""
    try:
        handle = os.open(home / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _followed(home) from None
    except OSError:  # a file system without locks
        pass
    finally:
        os.close(handle)


def _followed(home: Path) -> UsageError:
    fix = say("stop that one first: kill -TERM ends it after the batch at work")
    return UsageError(say("`segtui follow` is following this run"), where=str(home), fix=fix)
