"""Paths as users write them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from segtui.errors import UsageError
from segtui.language.sentences import say


def expand_home(path: str | Path) -> Path:
    """The path with `~` and `~name` at its start made the home folder of the user or of that name.

    Where nobody is called so it is the name of a file, as in a shell; pathlib's own method raises RuntimeError.
    """
    return Path(os.path.expanduser(path))


def real_path(place: Path) -> Path:
    """A place with no link and no `..` on the way to it; the last name may be a link."""
    return Path(os.path.realpath(place.parent)) / place.name


def refuse_taken(place: Path, *, replace: bool) -> None:
    """Raise UsageError where a file can't be made: for a folder, a symbolic link, and a file that must stay."""
    if place.is_symlink():
        raise UsageError(
            say("is a symbolic link"), where=str(place), fix=say("give the file that it points to, or another")
        )
    if place.is_dir():
        raise UsageError(say("is a folder, not a file"), where=str(place), fix=say("give a file name in it"))
    if os.path.lexists(place) and not place.is_file():
        raise UsageError(say("is not a regular file"), where=str(place), fix=say("choose another file"))
    if place.exists() and not replace:
        raise UsageError(
            say("already exists"), where=str(place), fix=say("replace it with --force, or choose another file")
        )


@dataclass(frozen=True)
class Inputs:
    """The files that a command reads, by device and inode, so that links and other spellings are found out."""

    entries: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, paths: Iterable[Path | str]) -> Self:
        """The files at these paths, and all files of those that are folders; missing files are ignored."""
        found = set()
        for path in map(Path, paths):
            for place in path.rglob("*") if path.is_dir() else [path]:
                try:
                    known = os.stat(place)
                except OSError:
                    continue
                found.add((known.st_dev, known.st_ino))
        return cls(frozenset(found))

    def has(self, place: Path) -> bool:
        """Whether the file at a path is one of them."""
        try:
            known = os.stat(place)
        except OSError:
            return False
        return (known.st_dev, known.st_ino) in self.entries

    def refuse(self, place: Path) -> None:
        """Raise UsageError where an output would replace one of them."""
        if self.has(place):
            what = say("this command reads this file, so it can't write it")
            raise UsageError(what, where=str(place), fix=say("choose another file"))
