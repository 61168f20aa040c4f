"""Files that are complete or absent: written beside their place, and moved there all together."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from segtui.errors import SegtuiError, UsageError, no_room, system_number


class Staging:
    """Hands out temporary paths beside the final ones; `publish` moves them, leaving the block without it removes them.

    `force` replaces what is there. Errors of the system become a UsageError (exit 2) or ResourceError (exit 4).
    """

    def __init__(self, *, force: bool = False) -> None:
        self._force = force
        self._staged: dict[Path, Path] = {}
        self._stale: list[Path] = []
        self._scratch: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in self._staged.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._staged.clear()
        for folder in self._scratch:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise explained(error) from error

    def new(self, place: Path, *, replace: bool = False) -> Path:
        """Where to write the file that shall stand at `place`; raises UsageError when one does and must stay."""
        place = place.absolute()
        if place in self._staged:
            raise UsageError("two files of the export would have this name", where=str(place))
        if place.is_dir():
            raise UsageError("is a folder, not a file", where=str(place), fix="name a file in it")
        if place.exists() and not (self._force or replace):
            raise UsageError("is there already", where=str(place), fix="replace it with --force, or name another file")
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.part")
        part.touch()
        self._staged[place] = part
        return part

    def scratch(self, place: Path) -> Path:
        """A folder beside a file for what it is made from; it goes with the block."""
        self._scratch.append(place.absolute().with_name(f".{place.name}.pieces"))
        return self._scratch[-1]

    def part(self, place: Path) -> Path:
        """Where the file stands until it is published."""
        return self._staged[place.absolute()]

    def stale(self, place: Path) -> None:
        """Remove the file when the others are moved into place: an earlier export wrote it and this one did not."""
        self._stale.append(place.absolute())

    def publish(self, below: Path | None = None) -> None:
        """Move the files into place; with `below` only those under that folder."""
        ready = {p: part for p, part in self._staged.items() if below is None or p.is_relative_to(below.absolute())}
        try:
            for part in ready.values():
                handle = os.open(part, os.O_RDONLY)
                os.fsync(handle)
                os.close(handle)
            for place, part in ready.items():
                part.replace(place)
                del self._staged[place]
            for place in self._stale:
                if place not in ready and (below is None or place.is_relative_to(below.absolute())):
                    place.unlink(missing_ok=True)
        except OSError as error:
            raise explained(error) from error


def explained(error: OSError) -> SegtuiError:
    """The error of the system as one that says what to do."""
    where = str(error.filename or "the export")
    place = Path(str(error.filename)) if error.filename else Path()
    if full := no_room(system_number(error), place, where=where, fix="free some space, or write to another disk"):
        return full
    return UsageError(f"can't be written: {error.strerror or error}", where=where, fix="choose another place with -o")
