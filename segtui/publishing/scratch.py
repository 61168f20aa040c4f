"""Folders that are there as long as the process that made them: those of killed processes are swept by the next."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from segtui.publishing.private import private_folder

_PREFIX = "segtui-tmp-"
_TEMPORARY = re.compile(rf"{_PREFIX}\w+")


@dataclass(frozen=True)
class HeldFolder:
    """A folder that this process has locked, so that others do not take it for one of a dead process.

    A file system without locks has none (`handle` is None); its folders are never swept.
    """

    path: Path
    handle: int | None

    @classmethod
    def temporary(cls) -> Self:
        """A new one among the temporary files, after those of killed processes were removed there; raises OSError."""
        _sweep_temporary(tempfile.gettempdir())
        return cls._held(lambda: Path(tempfile.mkdtemp(prefix=_PREFIX)))

    @classmethod
    def at(cls, place: Path) -> Self:
        """An empty one at a place that no other process uses now; raises OSError."""

        def make() -> Path:
            shutil.rmtree(place, ignore_errors=True)
            private_folder(place)
            return place

        return cls._held(make)

    @classmethod
    def _held(cls, make: Callable[[], Path]) -> Self:
        while True:
            place = make()
            try:
                handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except FileNotFoundError:  # swept before it was locked
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
            except OSError:
                os.close(handle)
                return cls(place, None)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), os.lstat(place)):
                    return cls(place, handle)
            os.close(handle)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.handle is not None:
            os.close(self.handle)


@contextmanager
def scratch() -> Iterator[Path]:
    """A temporary folder for as long as the block lasts; raises OSError."""
    held = HeldFolder.temporary()
    try:
        yield held.path
    finally:
        held.remove()


def sweep_dead(folder: Path, names: re.Pattern[str], *, wait: bool = False) -> None:
    """Remove what has one of these names in `folder`, is this user's and belongs to no living process.

    With `wait`, what belongs to one is removed when that has ended.
    """
    with suppress(OSError):
        for place in [Path(one.path) for one in os.scandir(folder) if names.fullmatch(one.name)]:
            with suppress(OSError):
                _remove_dead(place, wait)


def _remove_dead(place: Path, wait: bool) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(handle).st_uid != os.geteuid():
            return
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        shutil.rmtree(place, ignore_errors=True)
    finally:
        os.close(handle)


@lru_cache
def _sweep_temporary(folder: str) -> None:
    """Once for each process and folder."""
    sweep_dead(Path(folder), _TEMPORARY)
