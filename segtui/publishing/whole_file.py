"""A small file that is written alone: whole, or as it was before."""

from __future__ import annotations

import os
from pathlib import Path

from segtui.publishing.inputs import Inputs
from segtui.publishing.moves import Move
from segtui.publishing.parts import FilePart, discard, name_part, sweep
from segtui.publishing.place import real, refuse_taken
from segtui.publishing.private import private_folder
from segtui.publishing.publish import publish


def write_whole(
    path: Path, text: str, *, replace: bool = True, shared: bool = False, inputs: Inputs | None = None
) -> None:
    """Write a text to a file; only its owner may read it unless it is `shared`: then the folder must be there, and
    the file has the rights of the one that it replaces, or the usual ones.

    Raises UsageError for a folder, a link, one of the `inputs`, and, without `replace`, a file that is there; OSError.
    """
    place = real(path)
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
        part.path.write_text(text, encoding="utf-8")
        publish([Move.planned(part.path, place)])
    finally:
        part.let_go()
        discard(part.path)
