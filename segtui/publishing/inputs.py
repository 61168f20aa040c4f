"""No output is an input: files that are read are never replaced, under whichever name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from segtui.errors import UsageError


@dataclass(frozen=True)
class Inputs:
    """The files that a command reads, by device and inode, so that links and other spellings are found out."""

    entries: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, paths: Iterable[Path | str]) -> Self:
        """The files at these paths, and all files of those that are folders; what is not there counts for nothing."""
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
            what = "this command reads this file, so it can't write it"
            raise UsageError(what, where=str(place), fix="choose another file with -o")
