"""What sessions of the workbench keep of people: rows of tables and exports, which can all be made again."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from segtui.engine.session.journal import replay
from segtui.engine.session.sessions import JOURNAL, locked, sessions
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.libraries.columns import read_arrow
from segtui.pipeline.forgetting.erase_typed_rows import as_text

_STAYS = (JOURNAL, "session.json", "lock", "finds", "parts")
"""What says nothing of anybody's rows but the plan. All else goes, whatever is kept there one day."""
_SHORTEST = 3
_OPEN = to_translate("A workbench that is open now may show the person; close it, then forget again: {folder}.")


@dataclass(frozen=True)
class Cleared:
    """Sessions whose rows of people were removed, or would be, and sentences on those that could not be reached."""

    folders: tuple[str, ...]
    notes: tuple[str, ...]


def clear_sessions(
    ids: Collection[str], columns: Collection[str], sources: Collection[str], *, dry_run: bool
) -> Cleared:
    """Remove the rows that sessions keep where they hold a person, or are of one of these `sources`, by file name.

    `columns` are names of id columns. A session that is open now can't be cleared; its plan, where it names the
    person, is left to its owner.
    """
    cleared, notes = [], []
    for folder in _folders():
        text = "\n".join(change.plan for change in replay(folder / JOURNAL).history)
        if not (any(name in text for name in sources if name != "-") or _holds(folder, ids, columns)):
            continue
        if any(len(id) >= _SHORTEST and re.search(rf"(?<!\w){re.escape(id)}(?!\w)", text) for id in ids):
            notes.append(say("The plan of a workbench session mentions the person: {folder}.", folder=str(folder)))
        lock = _lock(folder)
        if lock is None:
            notes.append(say(_OPEN, folder=str(folder)))
            continue
        with contextlib.closing(lock):
            there = sorted(place for place in folder.iterdir() if place.name not in _STAYS)
            if there:
                cleared.append(str(folder))
            for place in [] if dry_run else there:
                shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
    return Cleared(tuple(cleared), tuple(notes))


class _Lock:
    """A descriptor that closes."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def close(self) -> None:
        """Let it go."""
        os.close(self._handle)


def _lock(folder: Path) -> _Lock | None:
    with contextlib.suppress(OSError):
        handle = locked(folder)
        return None if handle is None else _Lock(handle)
    return None


def _folders() -> Iterator[Path]:
    """All sessions of this user, also those that are kept among the temporary files."""
    for place in (sessions(), *Path(tempfile.gettempdir()).glob("segtui-*")):
        with contextlib.suppress(OSError):
            for folder in sorted(place.iterdir()):
                if (folder / JOURNAL).is_file() and folder.stat().st_uid == os.geteuid():
                    yield folder


def _holds(folder: Path, ids: Collection[str], columns: Collection[str]) -> bool:
    """Whether a table that the session keeps has one of the ids, in one of the columns or in its own `id`."""
    id_list = list(ids)
    for place in folder.rglob("*"):
        try:
            if place.suffix == ".arrow":
                frame = read_arrow(place)
            elif place.suffix == ".parquet":
                frame = pl.read_parquet(place, glob=False)
            elif place.suffix == ".csv":
                frame = pl.read_csv(place, infer_schema=False, glob=False)
            else:
                continue
            named = [name for name in {*columns, "id"} if name in frame.columns and not frame[name].dtype.is_nested()]
            if any(as_text(frame[name]).is_in(id_list).any() for name in named if frame[name].dtype != pl.Binary):
                return True
        except (OSError, pl.exceptions.PolarsError):
            continue
    return False
