"""Files that are complete or absent: written beside their place, and moved there all together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from segtui.errors import SegtuiError, UsageError, no_room, system_number, system_words
from segtui.language.sentences import say
from segtui.publishing.journal import Note, PublishingJournal
from segtui.publishing.moves import Move
from segtui.publishing.parts import FilePart, discard, name_part, place_of, sweep
from segtui.publishing.paths import real_path, refuse_taken
from segtui.publishing.private import private_folder
from segtui.publishing.publish import publish


class Turn(IntEnum):
    """When a file is moved into place: what a run remembers of its exports first, the files that leave it last.

    Whatever ends the process, nobody's file is there without the control group, the ids and the log that go with it.
    """

    RECORD = 0
    COMPANION = 1
    FILE = 2


class Staging:
    """Hands out temporary paths beside the final ones; `publish` moves them, leaving the block without it removes
    them, with the folders that were made for them.

    `force` replaces what is there; `refuse` raises for a place that must not be written to even so. With the `journal`
    of a folder that is held, several files are moved all or none. Errors of the system become a UsageError (exit 2) or
    ResourceError (exit 4).
    """

    def __init__(
        self,
        *,
        force: bool = False,
        journal: PublishingJournal | None = None,
        refuse: Callable[[Path], None] = lambda place: None,
    ) -> None:
        self._force, self._journal, self._refuse = force, journal, refuse
        self._staged: dict[Path, FilePart] = {}
        self._turns: dict[Path, tuple[Turn, bool]] = {}
        self._stale: list[Path] = []
        self._folders: list[Path] = []  # those that were made for the files, the innermost of each first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in self._staged.values():
            part.let_go()
        place = next(reversed(self._staged), None)
        told = explained(error, place) if isinstance(error, OSError) else None  # before there is room again
        for part in self._staged.values():
            discard(part.path)
        self._staged.clear()
        for folder in sorted(self._folders, key=lambda folder: -len(folder.parts)):
            with suppress(OSError):  # it holds files
                folder.rmdir()
        if told:
            raise told from error

    def new(self, place: Path, *, replace: bool = False, turn: Turn = Turn.FILE) -> Path:
        """Where to write the file for `place`; raises UsageError if a file exists there and must be kept."""
        place = real_path(place)
        if place in self._staged:
            raise UsageError(say("two files of the export would have the same name"), where=str(place))
        if not replace:
            self._refuse(place)
        refuse_taken(place, replace=self._force or replace)
        self._folders += private_folder(place.parent)
        sweep(place)
        path = name_part(place, alone=not self._journal or self._journal.handle is None)
        if self._journal:
            self._journal.part(path)
        self._staged[place], self._turns[place] = FilePart.at(path), (turn, self._force or replace)
        return path

    def part(self, place: Path) -> Path:
        """The path of the file until it is published."""
        return self._staged[real_path(place)].path

    def stale(self, place: Path) -> None:
        """Remove the file when the others are moved into place: an earlier export wrote it and this one did not."""
        place = real_path(place)
        if os.path.lexists(place):
            self._refuse(place)
            self._stale.append(place)

    def publish(self, below: Path | None = None, *, first: Iterable[Move] = (), note: Note | None = None) -> None:
        """Move the files into place after the moves that go `first`; with `below` only those under that folder.

        `note` is what the next command finds in the journal where this process ends amid the moves.
        """
        ready = sorted((p for p in self._staged if _below(p, below)), key=lambda p: self._turns[p][0])
        removed = [place for place in self._stale if place not in self._staged and _below(place, below)]
        try:
            for place in ready:
                refuse_taken(place, replace=self._turns[place][1])
            moves = [*first, *(Move.planned(self._staged[place].path, place) for place in ready)]
            self._hand_over(ready, moves, removed, None if below else self._journal, note)
        except OSError as error:
            raise explained(error) from error

    def _hand_over(
        self,
        ready: list[Path],
        moves: list[Move],
        removed: list[Path],
        journal: PublishingJournal | None,
        note: Note | None,
    ) -> None:
        """Publish; what a journal names is no longer ours to remove, the next holder of the folder finishes it."""
        parts = [self._staged[place] for place in ready]
        if journal and journal.handle is not None:
            for place in ready:
                del self._staged[place]
        try:
            publish(moves, removed, journal, note)
            for place in ready:
                self._staged.pop(place, None)
        finally:
            for place, part in zip(ready, parts, strict=True):
                if place not in self._staged:
                    part.let_go()


def explained(error: OSError, written: Path | None = None) -> SegtuiError:
    """The error of the system as one that says what to do; `written` is the file where the error names none."""
    place = place_of(Path(error.filename)) if isinstance(error.filename, str) else written
    where = str(place or "the export")
    if full := no_room(system_number(error), place, where=where, fix=say("free some space, or write to another disk")):
        return full
    return UsageError(
        say("can't be written: {why}", why=system_words(error)),
        where=where,
        fix=say("choose another place with -o"),
    )


def _below(place: Path, folder: Path | None) -> bool:
    return folder is None or place.is_relative_to(os.path.realpath(folder))
