"""Parts: incomplete files under a hidden name beside their final place."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from segtui.publishing.private import create

_OURS = r"\.[0-9a-fx][0-9a-f]{7}\.(?:part|pieces)"
_PART = re.compile(r"\..+" + _OURS, re.DOTALL)
_ALONE = re.compile(r"\..+\.x[0-9a-f]{7}\.(?:part|pieces)", re.DOTALL)
_ANY = re.compile(r"\..+\.(?:part|pieces)", re.DOTALL)
_LONGEST = 200


@dataclass(frozen=True)
class FilePart:
    """A part that is being written: `path` is where. While it is held, no other process considers it abandoned."""

    path: Path
    handle: int

    @classmethod
    def at(cls, path: Path, *, private: bool = True) -> Self:
        """A new, empty part under a name of `name_part`, with the usual rights unless `private`; raises OSError."""
        handle = create(path, private=private)
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return cls(path, handle)

    @property
    def pieces(self) -> Path:
        """A folder for what the part is put together from."""
        return pieces_of(self.path)

    def let_go(self) -> None:
        """Release it."""
        os.close(self.handle)


def name_part(place: Path, *, alone: bool = False) -> Path:
    """A name that no other part has; it says whose part it is, and whether it is `alone`, in no journal."""
    token = secrets.token_hex(4)
    return place.with_name(f".{_stem(place)}.{'x' + token[1:] if alone else token}.part")


def place_of(path: Path) -> Path:
    """The final place of a part, or of its pieces or what is in them, as people know it; other paths as they are."""
    for inside in (path, *path.parents):
        if is_part(inside):
            return inside.with_name(inside.name.rsplit(".", 2)[0][1:])
    return path


def pieces_of(part: Path) -> Path:
    """The folder beside a file in the making for what it is put together from."""
    return part.with_name(part.name.removesuffix(".part") + ".pieces")


def is_part(path: Path) -> bool:
    """Whether a name is that of a part or of its pieces."""
    return bool(_PART.fullmatch(path.name))


def sweep(place: Path) -> None:
    """Remove the parts of the file at `place` that killed commands have left, and in its folder those of no journal."""
    mine = re.escape(f".{_stem(place)}")
    _sweep(place.parent, re.compile(rf"{mine}(?:{_OURS}|\.part|\.pieces)|{_ALONE.pattern}", re.DOTALL))


def sweep_folder(folder: Path) -> None:
    """Remove every part that a killed command has left in a run's folder or below it."""
    for place, _, _ in os.walk(folder):
        _sweep(Path(place), _ANY)


def remove(part: Path) -> None:
    """Remove a part or its pieces, if they are there and nobody writes them."""
    with suppress(OSError):
        if not _is_held(part):
            discard(part)


def discard(part: Path) -> None:
    """Remove a part with its pieces, or pieces alone."""
    with suppress(OSError):
        if part.suffix == ".part":
            shutil.rmtree(pieces_of(part), ignore_errors=True)
            part.unlink(missing_ok=True)
        else:
            shutil.rmtree(part, ignore_errors=True)


def _sweep(folder: Path, mine: re.Pattern[str]) -> None:
    try:
        names = [name for name in os.listdir(folder) if mine.fullmatch(name)]
    except OSError:
        return
    for name in names:
        remove(folder / name)


def _is_held(part: Path) -> bool:
    """Whether a process still writes it; pieces go with the part that has their name."""
    path = part.with_suffix(".part") if part.suffix == ".pieces" else part
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _stem(place: Path) -> str:
    """The name, cut where a hidden one of it would be longer than a file system takes."""
    return os.fsencode(place.name)[:_LONGEST].decode(errors="ignore")
