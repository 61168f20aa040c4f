"""An exclusive lock on a run's folder: writers wait for one another, and first finish what a killed one left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.run_folder import CANDIDATES, is_busy, work_of
from segtui.publishing.journal import PublishingJournal
from segtui.publishing.lock import holding, holding_if_free, lock_of
from segtui.publishing.parts import sweep_folder

WAITING = to_translate("waiting for another command that uses this run")
"""What is said while a command waits for a run's lock."""
_FOLDERS = ("exports", "model", versions.FOLDER)


@contextmanager
def alone(
    folder: Path, waiting: Callable[[], None] = lambda: None, *, beside: bool = True
) -> Iterator[PublishingJournal]:
    """Hold a run's folder, whichever path or version of it is named, so that nothing else is written to it.

    Calls `waiting` and waits while another command has it. The lock ends with the process, however it ends. What killed
    commands left is removed; without `beside` the files of an unfinished run stay.
    """
    home = home_of(folder)
    with holding(home, waiting) as journal:
        tidy(home, beside=beside)
        for name in _FOLDERS:
            if (home / name).is_symlink():
                fix = say("use a real folder there: everything written to a run stays inside its folder")
                raise UsageError(say("is a symbolic link"), where=str(home / name), fix=fix)
        yield journal


def home_of(folder: Path) -> Path:
    """The folder of the run that a folder is, or is a version of, without links on the way."""
    return versions.run_of(Path(os.path.realpath(folder)))


def settle(folder: Path) -> None:
    """Before reading a run, finish what a killed command left unfinished there, unless another one is writing now.

    A run that can't be written to is read as it is.
    """
    home = home_of(folder)
    if home.name and is_unsettled(home):
        with suppress(OSError), holding_if_free(home) as journal:
            if journal is not None:
                tidy(home, beside=True)


def is_unsettled(home: Path) -> bool:
    """Whether a command is writing to a run, or was killed while writing."""
    return os.path.lexists(lock_of(home)) or _replaced(home).is_dir()


def tidy(home: Path, *, beside: bool) -> None:
    """Remove what killed commands left in a run's folder and beside it; what a search had found stays to be resumed."""
    replaced, work = _replaced(home), work_of(home)
    if replaced.is_dir() and not replaced.is_symlink():
        if home.exists():
            shutil.rmtree(replaced, ignore_errors=True)
        else:
            replaced.rename(home)
    if beside:
        clear_verified(home)
    for left in (*([work] if beside else []), *(home / versions.FOLDER).glob(".*.partial")):
        if left.is_dir() and not left.is_symlink() and not is_busy(left):
            shutil.rmtree(left / "files", ignore_errors=True)
            if not any((left / CANDIDATES).glob("*.npz")):
                shutil.rmtree(left, ignore_errors=True)
    sweep_folder(home)


def verified(home: Path) -> list[Path]:
    """The folders in which a run was run again to be verified by a process that was killed."""
    named = f".{home.name}.verify-"
    bare = {name.lstrip(".").removesuffix(".partial").removesuffix(".lock") for name in os.listdir(home.parent)}
    places = sorted(home.with_name(f".{name}") for name in bare if f".{name}".startswith(named))
    free = []
    for place in places:
        with holding_if_free(place) as journal:
            free += [place] if journal is not None else []
    return free


def clear_verified(home: Path) -> None:
    """Remove what a killed `verify` left beside a run."""
    with suppress(OSError):
        for place in verified(home):
            for left in (place, work_of(place)):
                if not left.is_symlink():
                    shutil.rmtree(left, ignore_errors=True)


def _replaced(home: Path) -> Path:
    """The temporary place of a run while another one replaces it."""
    return home.with_name(f".{home.name}.old")
