"""The run's folder: complete or absent, whatever happens during writing."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from segtui.data.addresses import is_address, table_in
from segtui.errors import UsageError, no_room, system_number, system_words
from segtui.language.sentences import say
from segtui.pipeline.artifacts.stream_files import refuse_while_followed
from segtui.publishing.moves import Move
from segtui.publishing.parts import place_of
from segtui.publishing.private import make_private, private_folder
from segtui.publishing.staging import Staging

MANIFEST = "run.json"
CANDIDATES = "candidates"


class RunFolder:
    """Files are made in a hidden folder beside `path` and moved into place, all at once, by `publish`.

    The hidden folder also keeps what `--resume` needs; it outlives an interrupted run and is removed by `publish`.
    One run at a time may write to a path; it is moved into place while the folder is held, see `alone`. Raises
    UsageError when the path can't be written or holds something that must not be replaced.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path = Path(os.path.realpath(path))
        self._link = path if path.is_symlink() and not path.exists() else None
        self.work = work_of(self.path)
        self.files = self.work / "files"
        self._force = force
        self._lock: int | None = None
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        self.refuse_to_destroy()
        with refusals(self.path):
            self._made = private_folder(self.path.parent)
            private_folder(self.work)
            self._lock = os.open(self.work / "lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with refusals(self.path):
                shutil.rmtree(self.files, ignore_errors=True)
                private_folder(self.files)
        except BlockingIOError:
            os.close(self._lock)
            raise UsageError(
                say("another run is writing here"),
                where=str(self.path),
                fix=say("wait for it to finish, or choose another folder with -o"),
            ) from None
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            shutil.rmtree(self.files, ignore_errors=True)
        finally:
            if self._lock is not None:
                os.close(self._lock)

    def refuse_to_destroy(self) -> None:
        """Raise UsageError when the path holds a run that may not be replaced, or anything that is not a run."""
        for place in (self._link, self.work):
            if place and place.is_symlink():
                raise UsageError(say("is a symbolic link"), where=str(place), fix=say("choose another folder with -o"))
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise UsageError(
                say("is a file, not a folder"), where=str(self.path), fix=say("choose another folder with -o")
            )
        if (self.path / MANIFEST).exists():
            if not self._force:
                raise UsageError(
                    say("already contains a run"),
                    where=str(self.path),
                    fix=say("replace it with --force, or choose another folder with -o"),
                )
            refuse_while_followed(self.path)
        elif any(self.path.iterdir()):
            raise UsageError(
                say("contains files that are not a segtui run"),
                where=str(self.path),
                fix=say("choose another folder with -o"),
            )

    def forget(self) -> None:
        """Remove the checkpoint of an earlier, interrupted run."""
        for entry in self.work.iterdir():
            if entry.is_dir() and entry != self.files:
                shutil.rmtree(entry)
            elif entry.is_file() and entry.name != "lock":
                entry.unlink()

    def discard(self) -> None:
        """Leave nothing behind after a run that ended before it had anything worth keeping."""
        shutil.rmtree(self.work, ignore_errors=True)
        with suppress(OSError):
            for folder in self._made:
                folder.rmdir()

    def publish(self, staging: Staging) -> None:
        """Move the finished files into place, replacing an earlier run only when that was asked for.

        What `staging` still has goes to its own places after them. The folder must be held.
        """
        with refusals(self.path):
            self.refuse_to_destroy()
            make_private(self.files)
            staging.publish(first=[Move.planned(self.files, self.path)])
            shutil.rmtree(self.work, ignore_errors=True)


def work_of(path: Path) -> Path:
    """The hidden folder in which the run for `path` is made."""
    return path.with_name(f".{path.name}.partial")


def is_busy(work: Path) -> bool:
    """Whether a run is writing in a hidden folder beside its place."""
    try:
        lock = os.open(work / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """A system error as an error that says what to do: a full disk (exit 4), no permission to write (exit 2)."""
    try:
        yield
    except OSError as error:
        where = str(place_of(Path(error.filename)) if isinstance(error.filename, str) else path)
        fix = say("free some space, then resume with --resume")
        if full := no_room(system_number(error), path, where=where, fix=fix):
            raise full from error
        raise UsageError(
            say("can't be written: {why}", why=system_words(error)),
            where=where,
            fix=say("choose another folder with -o"),
        ) from error


def run_name(source: str) -> str:
    """A name for the run of a data file: the file's name without extensions, or `stdin`."""
    if source == "-":
        return "stdin"
    if is_address(source):
        return table_in(source).replace("/", "-")
    name = Path(source).name
    for packed in (".gz", ".zst"):
        name = name.removesuffix(packed)
    name = name.rsplit(".", 1)[0] if "." in name.lstrip(".") else name
    return name.replace("*", "").replace("?", "").strip("-_. ") or "data"
