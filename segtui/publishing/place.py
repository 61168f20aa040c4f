"""Where a file may be written: one name for one file, and nothing there that must stay."""

from __future__ import annotations

import os
from pathlib import Path

from segtui.errors import UsageError


def real(place: Path) -> Path:
    """A place with no link and no `..` on the way to it; the last name may be a link."""
    return Path(os.path.realpath(place.parent)) / place.name


def refuse_taken(place: Path, *, replace: bool) -> None:
    """Raise UsageError where a file can't be made: for a folder, a symbolic link, and a file that must stay."""
    if place.is_symlink():
        raise UsageError("is a symbolic link", where=str(place), fix="give the file that it points to, or another")
    if place.is_dir():
        raise UsageError("is a folder, not a file", where=str(place), fix="give a file name in it")
    if os.path.lexists(place) and not place.is_file():
        raise UsageError("is not a regular file", where=str(place), fix="choose another file")
    if place.exists() and not replace:
        raise UsageError("already exists", where=str(place), fix="replace it with --force, or choose another file")
