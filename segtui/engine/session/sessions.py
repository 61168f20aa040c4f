"""Sessions: one folder each, locked while the workbench runs, and left behind if it is killed."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from segtui.engine.session.journal import Journal, State, replay
from segtui.errors import ResourceError
from segtui.language.sentences import say
from segtui.publishing.private import create, private_folder

JOURNAL = "journal.jsonl"
_ABOUT = "session.json"
_LOCK = "lock"
_YOUNG = 3_600


@dataclass(frozen=True)
class LeftBehind:
    """An unfinished session: how far it got, and when it was last changed.

    `path` is what its command line named, from the working folder `cwd` on.
    """

    folder: Path
    path: str | None
    cwd: str
    changed: datetime
    state: State

    def discard(self) -> None:
        """Remove it for good."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Session:
    """A folder for one run of the workbench: its journal, and what the compute process keeps there.

    Only its owner can look inside, for frames of customers are kept there. `note` says where it is kept if that is
    not the place where the next start would find it.
    """

    def __init__(self, folder: Path, lock: int, path: str | None, note: str = "") -> None:
        self.folder = folder
        self.path = path
        self.note = note
        self._lock = lock
        self.journal = Journal(folder / JOURNAL)

    @classmethod
    def create(cls, path: str | None = None) -> Self:
        """A new session, for what was named on the command line; raises ResourceError where there is no room for it.

        Where the state folder can't be written, the session is kept among the temporary files.
        """
        note = ""
        try:
            folder, lock = _new(sessions(), path)
        except OSError as error:
            try:
                folder, lock = _new(Path(tempfile.mkdtemp(prefix="segtui-")), path)
            except OSError as second:
                fix = say(
                    "free some space, or set TMPDIR to a folder that can be written; {folder} can't either",
                    folder=str(sessions()),
                )
                raise ResourceError(
                    say("there is no room for the session: {reason}", reason=second.strerror), fix=fix
                ) from second
            note = say(
                "{sessions} can't be written ({reason}), so this session is stored in {folder}: "
                "after a crash it can't be resumed at the next start.",
                sessions=str(sessions()),
                reason=error.strerror,
                folder=str(folder),
            )
        return cls(folder, lock, path, note)

    @classmethod
    def reopen(cls, left: LeftBehind) -> Self:
        """Resume an unfinished session; raises ResourceError if another process has done so."""
        try:
            lock = locked(left.folder)
        except OSError as error:
            raise ResourceError(
                say("the session can't be opened: {reason}", reason=error.strerror), where=str(left.folder)
            ) from error
        if lock is None:
            raise ResourceError(say("another segtui is using this session"), where=str(left.folder))
        return cls(left.folder, lock, left.path)

    @staticmethod
    def left_behind() -> list[LeftBehind]:
        """The unfinished sessions whose plan can be resumed, the last changed first."""
        found = []
        for folder in _folders():
            try:
                lock = locked(folder)
            except OSError:
                continue
            if lock is None:
                continue
            left = _left(folder)
            if left.state.plan is not None:
                found.append(left)
            elif not left.state.notes:
                left.discard()
            os.close(lock)
        return sorted(found, key=lambda left: left.changed, reverse=True)

    def end(self) -> None:
        """End the session properly: nothing is left to resume."""
        self.journal.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.note:
            with contextlib.suppress(OSError):
                self.folder.parent.rmdir()
        os.close(self._lock)


def sessions() -> Path:
    """Where sessions are kept: the user's state folder, $XDG_STATE_HOME/segtui or ~/.local/state/segtui."""
    from platformdirs import user_state_path

    return user_state_path("segtui", appauthor=False) / "sessions"


def _folders() -> list[Path]:
    try:
        return [f for f in sessions().iterdir() if f.is_dir() and not f.name.startswith(".")]
    except OSError:
        return []


def _new(parent: Path, path: str | None) -> tuple[Path, int]:
    """A folder that is locked before it can be seen under its name."""
    private_folder(parent)
    _clear(parent)
    hidden = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    lock = None
    try:
        lock = locked(hidden)
        assert lock is not None
        about = {"path": path, "cwd": str(Path.cwd())}
        with os.fdopen(create(hidden / _ABOUT), "w", encoding="utf-8") as file:
            file.write(json.dumps(about))
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        return hidden.rename(parent / f"{stamp}-{hidden.name.removeprefix('.new-')}"), lock
    except OSError:
        shutil.rmtree(hidden, ignore_errors=True)
        if lock is not None:
            os.close(lock)
        raise


def _clear(parent: Path) -> None:
    """Remove sessions that were killed before they had their name; a young one may not have its lock yet."""
    for hidden in parent.glob(".new-*"):
        with contextlib.suppress(OSError):
            young = datetime.now(UTC).timestamp() - hidden.stat().st_mtime < _YOUNG
            if not young and (lock := locked(hidden)) is not None:
                shutil.rmtree(hidden, ignore_errors=True)
                os.close(lock)


def locked(folder: Path) -> int | None:
    """A lock on the folder, held until it is closed or the process dies; None where another holds it."""
    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def _left(folder: Path) -> LeftBehind:
    journal = folder / JOURNAL
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        path, cwd = about["path"], str(about["cwd"])
    except (OSError, ValueError, KeyError, TypeError):
        path, cwd = None, ""
    place = journal if journal.exists() else folder
    changed = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    return LeftBehind(folder, path if isinstance(path, str) else None, cwd, changed, replay(journal))
