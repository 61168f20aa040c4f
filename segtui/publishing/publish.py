"""Publication: complete parts are moved into place in order, all of them or, until the first, none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from segtui.publishing.journal import Note, PublishingJournal
from segtui.publishing.lock import publication_lock
from segtui.publishing.moves import Move
from segtui.publishing.parts import FilePart, discard, name_part, sweep
from segtui.publishing.paths import Inputs, real_path, refuse_taken
from segtui.publishing.private import private_folder


def write_whole(
    path: Path, content: str | bytes, *, replace: bool = True, shared: bool = False, inputs: Inputs | None = None
) -> None:
    """Write a text or bytes to a file; only its owner may read it unless it is `shared`: then the folder must be there,
    and the file has the rights of the one that it replaces, or the usual ones.

    Raises UsageError for a folder, a link, one of the `inputs`, and, without `replace`, a file that is there; OSError.
    """
    place = real_path(path)
    if inputs:
        inputs.refuse(place)
    refuse_taken(place, replace=replace)
    if not shared:
        private_folder(place.parent)
    sweep(place)
    rights = os.stat(place).st_mode & 0o777 if shared and place.exists() else None
    part = FilePart.at(name_part(place, alone=True), private=not shared)
    try:
        if rights is not None:
            os.fchmod(part.handle, rights)
        part.path.write_bytes(content.encode() if isinstance(content, str) else content)
        publish([Move.planned(part.path, place)])
    finally:
        part.let_go()
        discard(part.path)


@contextmanager
def replacement(place: Path) -> Iterator[Path]:
    """A file beside `place`, which takes its place at the end of the block, or is removed where that fails.

    For files that this program alone writes and can make again: nothing is locked, and nothing waits for the disk.
    """
    part = place.with_suffix(".part")
    try:
        yield part
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def publish(
    moves: Sequence[Move],
    removed: Sequence[Path] = (),
    journal: PublishingJournal | None = None,
    note: Note | None = None,
) -> None:
    """Write all to the disk, remove the files that go with the move, then move in the given order.

    If the process is killed meanwhile, the next holder of the journal's folder does the rest; without a journal, each
    file is still complete or absent. Raises OSError.
    """
    for move in moves:
        flush_all(move.source)
    with publication_lock(journal.folder, journal.waiting) if journal else nullcontext():
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
    """Flush a file, or all files of a folder, to disk."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            flush(file)


def flush(path: Path) -> None:
    """Flush a file or a folder to disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(files: Sequence[Path]) -> None:
    for place in files:
        place.unlink(missing_ok=True)
