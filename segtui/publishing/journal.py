"""The journal of a publication: which parts exist, and, once all are complete, which moves belong together."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segtui.publishing.moves import Move, entry, plain_path
from segtui.publishing.parts import discard, is_part

Note = dict[str, Any]


@dataclass(frozen=True)
class _Publication:
    """What was decided: the moves, and the files that go with them, if they still are what they were."""

    moves: tuple[Move, ...]
    removed: tuple[tuple[Path, tuple[int, ...] | None], ...]
    note: Note | None


@dataclass
class PublishingJournal:
    """Lines of JSON in the lock file of a folder; empty while nothing is being written.

    Its holder finishes what they say at the end, or, where that one was killed, the next holder of the folder: see
    `recover`. `handle` is None where no journal can be kept; then every move still is whole, but several may be done
    in part. Paths below `base` lead from there. `note` is what a finished publication had noted of itself. `folder` is
    what is held; `waiting` is called where it is waited for.
    """

    handle: int | None
    base: Path
    note: Note | None = None
    folder: Path | None = None
    waiting: Callable[[], None] = lambda: None

    def part(self, path: Path) -> None:
        """Log a part before it is made, so that it is removed whatever happens."""
        self._add({"part": plain_path(path, self.base)})

    def commit(self, moves: Sequence[Move], removed: Sequence[Path], note: Note | None = None) -> None:
        """Commit: once one of the moves is done, all of them will be."""
        files = [[plain_path(path, self.base), entry(path)] for path in removed]
        self._add({"moves": [m.to_json(self.base) for m in moves], "remove": files, "note": note})
        if self.handle is not None:
            os.fsync(self.handle)

    def recover(self) -> None:
        """Finish what a killed process had begun to publish; remove what it had only prepared."""
        if self.handle is None:
            return
        parts, publication = self._read()
        if publication is not None:
            for move in publication.moves:
                move.restore()
            if any(move.is_done for move in publication.moves):
                for place, known in publication.removed:
                    if known is not None and entry(place) == known:
                        place.unlink()
                for move in publication.moves:
                    move.finish()
                self.note = publication.note
            else:
                for move in publication.moves:
                    move.give_up()
        for part in parts:
            if is_part(part):
                discard(part)

    def clear(self) -> None:
        """Forget what was done, before something else begins."""
        if self.handle is not None:
            os.ftruncate(self.handle, 0)

    def _read(self) -> tuple[list[Path], _Publication | None]:
        """The parts, and the publication where it was decided; a line that was cut short does not count."""
        assert self.handle is not None
        os.lseek(self.handle, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self.handle), "rb") as file:
            lines = file.read().split(b"\n")[:-1]
        parts: list[Path] = []
        publication = None
        for line in lines:
            try:
                said = json.loads(line)
                if "part" in said:
                    parts.append(self.base / said["part"])
                else:
                    moves = tuple(Move.from_json(known, self.base) for known in said["moves"])
                    removed = tuple((self.base / name, tuple(at) if at else None) for name, at in said["remove"])
                    publication = _Publication(moves, removed, said["note"])
            except (ValueError, TypeError, LookupError, AttributeError):
                continue
        return parts, publication

    def _add(self, said: dict[str, Any]) -> None:
        if self.handle is None:
            return
        os.lseek(self.handle, 0, os.SEEK_END)
        line = json.dumps(said).encode() + b"\n"
        while line:
            line = line[os.write(self.handle, line) :]
