"""Locks a finished run while a command writes to it, or protects it while one reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from segtui.errors import SegtuiError
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_lock import alone, home_of, is_unsettled
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.publishing.journal import PublishingJournal
from segtui.publishing.lock import read_lock
from segtui.publishing.paths import expand_home

_TRIES = 20


@contextmanager
def held_run(
    path: Path, waiting: Callable[[], None] = lambda: None, *, beside: bool = True, salvage: bool = False
) -> Iterator[tuple[RunFiles, PublishingJournal]]:
    """The run in a folder, read once no other command writes to it, and the journal of what is written now.

    The arguments are those of `alone`; with `salvage` a damaged run is read as far as it can be. Raises UsageError
    where that is not a finished run.
    """
    read = RunFiles.salvaged if salvage else RunFiles.open
    place = expand_home(path)
    if not (place / MANIFEST).is_file() and not ((home := home_of(place)).name and is_unsettled(home)):
        read(path)  # reports what is wrong with it before waiting for or making anything
    with alone(place, waiting, beside=beside) as journal:
        yield read(path), journal


@contextmanager
def steady_run(path: Path) -> Iterator[RunFiles]:
    """The run in a folder for a command that reads it: nothing of it is replaced until the block ends.

    Raises what `RunFiles.open` raises.
    """
    for left in reversed(range(_TRIES)):
        with read_lock(home_of(expand_home(path))) as is_there:
            try:
                run = RunFiles.open(path)  # first finishes what a killed command left unfinished
            except SegtuiError:
                if is_there() or not left:
                    raise
                continue
            if is_there() or not left:
                yield run
                return
