"""Arrays that a run keeps on the disk until it ends: written whole, and found as they were written."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from segtui.errors import ResourceError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign


def save_array(place: str | Path, values: NDArray[Any]) -> int:
    """Write an array, and return the checksum of its numbers.

    Raises OSError with the system's number and the file's name, which `np.save` leaves out.
    """
    try:
        with Path(place).open("wb") as file:
            np.lib.format.write_array(_Sink(file), values, allow_pickle=False)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error
    return checksum(values)


def checksum(values: NDArray[Any], before: int = 0) -> int:
    """The CRC-32 of an array's bytes in the order of its rows, after rows that have the checksum `before`."""
    return zlib.crc32(np.ascontiguousarray(values).reshape(-1).view(np.uint8).data, before)


def load_array(
    place: str | Path, rows: int | None = None, *, mapped: bool = False, check: int | None = None
) -> NDArray[Any]:
    """The array of a file, in memory or `mapped` into it; raises ResourceError where it has not that many `rows`, or
    another checksum than `check`."""
    with foreign(kept_damaged(place)):
        found: NDArray[Any] = np.load(place, mmap_mode="r" if mapped else None, allow_pickle=False)
    if rows is not None and len(found) != rows:
        raise kept_damaged(place)(f"{len(found):,} rows instead of {rows:,}")
    if check is not None:
        refuse_changed(place, checksum(found), check)
    return found


def refuse_changed(place: str | Path, found: int, check: int) -> None:
    """Raise ResourceError where the checksum that was found is not that of what was written."""
    if found != check:
        raise kept_damaged(place)("it has numbers that were not written")


def kept_damaged(place: str | Path) -> Callable[[str], ResourceError]:
    """The error for a file that a run keeps for itself, from the reason."""
    fix = say("see whether the disk is sound and nothing else removes files there, then run again with --resume")
    return lambda why: ResourceError(
        say("a file that the run keeps is damaged: {why}", why=why), where=str(place), fix=fix
    )


class _Sink:
    """A file by its `write` alone: NumPy writes past others, and then does not know why that fails."""

    def __init__(self, file: BinaryIO) -> None:
        self.write = file.write
