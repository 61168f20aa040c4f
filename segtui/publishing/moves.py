"""Moves into place, recorded so that a process that finds one half done knows what to do."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from segtui.publishing.parts import discard, is_part

Entry = tuple[int, int] | None
"""A file or folder by its device and inode; None where there is nothing."""


_HERE = -100
_EXCHANGE = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


@dataclass(frozen=True)
class Move:
    """A file or folder on its way from `source` to `place`; `entry` is what moves, `was` what stood at the place."""

    source: Path
    place: Path
    entry: Entry
    was: Entry

    @classmethod
    def planned(cls, source: Path, place: Path) -> Self:
        """The move in its current state."""
        return cls(source, place, entry(source), entry(place))

    @property
    def is_done(self) -> bool:
        """Whether it stands at its place."""
        return self.entry is not None and entry(self.place) == self.entry

    @property
    def _aside(self) -> Path:
        """Where a folder that is replaced stands for a moment, where two can't change places at once."""
        return self.place.with_name(f".{self.place.name}.old")

    def carry_out(self) -> None:
        """Move it; what stood there is gone then. Raises OSError."""
        if not self.source.is_dir() or not self.place.is_dir():
            os.replace(self.source, self.place)
            return
        if not exchange(self.source, self.place):
            shutil.rmtree(self._aside, ignore_errors=True)
            os.rename(self.place, self._aside)
            os.rename(self.source, self.place)
        self.clear()

    def clear(self) -> None:
        """Remove the folder that stood there before."""
        for left in (self.source, self._aside):
            if self.was is not None and left.is_dir() and entry(left) == self.was:
                shutil.rmtree(left, ignore_errors=True)

    def restore(self) -> None:
        """Restore a folder that was moved aside if the process ended before the new one replaced it."""
        if entry(self.place) is None and self.was is not None and entry(self._aside) == self.was:
            os.rename(self._aside, self.place)

    def finish(self) -> None:
        """Continue it in another process; anything new at its place is kept."""
        with suppress(OSError):
            if not self.is_done and entry(self.source) == self.entry and entry(self.place) in (self.was, None):
                self.carry_out()
        self.clear() if self.is_done else self.give_up()

    def give_up(self) -> None:
        """Remove what was to be moved."""
        if entry(self.source) != self.entry:
            return
        if self.source.is_dir():
            shutil.rmtree(self.source, ignore_errors=True)
        elif is_part(self.source):
            discard(self.source)

    def to_json(self, base: Path) -> dict[str, Any]:
        """For the journal; paths below `base` lead from there."""
        return {
            "source": plain_path(self.source, base),
            "place": plain_path(self.place, base),
            "entry": self.entry,
            "was": self.was,
        }

    @classmethod
    def from_json(cls, known: dict[str, Any], base: Path) -> Self:
        """The move that `to_json` made this of."""
        entries = [tuple(known[n]) if known[n] else None for n in ("entry", "was")]
        return cls(base / known["source"], base / known["place"], *entries)


def entry(path: Path) -> Entry:
    """What stands at a path, links not followed."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def plain_path(path: Path, base: Path) -> str:
    """The path from `base` on where it is below."""
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def exchange(one: Path, other: Path) -> bool:
    """Let two entries of one file system change places at once (Linux renameat2, macOS renamex_np).

    False, and nothing done, where the system or the file system can't. Raises OSError for all else.
    """
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            failed = library.renamex_np(first, second, _EXCHANGE)
        else:
            failed = library.renameat2(_HERE, first, _HERE, second, _EXCHANGE)
    except AttributeError:  # a C library without the call
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))
