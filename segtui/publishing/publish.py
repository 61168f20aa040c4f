"""Publication: parts that are whole are moved into place in order, all of them or, until the first, none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

from segtui.publishing.journal import Note, PublishingJournal
from segtui.publishing.moves import Move
from segtui.publishing.sharing import publishing


def publish(
    moves: Sequence[Move],
    removed: Sequence[Path] = (),
    journal: PublishingJournal | None = None,
    note: Note | None = None,
) -> None:
    """Write all to the disk, remove the files that go with the move, then move in the given order.

    A process that is killed amid this leaves the rest to the next holder of the folder of the journal; without one,
    each file still is whole or absent. Raises OSError.
    """
    for move in moves:
        flush_all(move.source)
    with publishing(journal.folder, journal.waiting) if journal else nullcontext():
        if journal:
            journal.commit(moves, removed, note)
        first = True
        for move in moves:
            move.carry_out()
            if first:
                _remove(removed)
                first = False
        if first:
            _remove(removed)
    for folder in dict.fromkeys(move.place.parent for move in moves):
        with suppress(OSError):  # some file systems know no such thing for folders
            flush(folder)


def flush_all(path: Path) -> None:
    """Have a file, or all files of a folder, on the disk."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            flush(file)


def flush(path: Path) -> None:
    """Have a file or a folder on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(files: Sequence[Path]) -> None:
    for place in files:
        place.unlink(missing_ok=True)
