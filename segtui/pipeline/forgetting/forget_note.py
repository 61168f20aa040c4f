"""What forgetting a person did, and what the next command needs if the process was killed meanwhile."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from segtui.pipeline.artifacts import export_log
from segtui.pipeline.forgetting.pushed_lists import PlatformDeletion


@dataclass(frozen=True)
class PastExport:
    """An export that the person was in; `files` are where it was written, with whether they are still there."""

    number: int
    target: str
    files: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Forgotten:
    """What was done, or would be.

    `found` says whether anything held the person. `files` are rows taken out by file, paths inside the run's folder
    relative to it; `removed` are folders that an interrupted or replaced run had left beside it; `exports` went out
    with the person in them; `values` are cells by file that held what nobody else has; `notes` are sentences on what
    else may have the person. `damaged` says of each file that can't be read why: the person may still be in there.
    `pushed` are the lists of platforms that have the person.
    """

    found: bool
    files: dict[str, int]
    removed: tuple[str, ...]
    exports: tuple[PastExport, ...]
    values: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    damaged: dict[str, str] = field(default_factory=dict)
    pushed: tuple[PlatformDeletion, ...] = field(default=(), repr=False)


def note_of(done: Forgotten, id: str) -> dict[str, Any]:
    """What is told to the caller for the same again, where this process ends amid it; it does not say of whom."""
    salt = secrets.token_hex(16)
    told = asdict(replace(done, pushed=()))
    return {"salt": salt, "who": export_log.hashed(id, salt).hex(), "done": told}


def done_before(note: dict[str, Any], id: str) -> Forgotten | None:
    """What a killed command had begun for the same person and this one has finished."""
    if note.get("who") != export_log.hashed(id, str(note.get("salt", ""))).hex():
        return None
    done = note["done"]
    exports = [
        PastExport(e["number"], e["target"], tuple((path, there) for path, there in e["files"]))
        for e in done["exports"]
    ]
    details = done["values"], tuple(done["notes"]), done.get("damaged", {})
    return Forgotten(True, done["files"], tuple(done["removed"]), tuple(exports), *details)
