"""Completes a path that is being typed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable


def complete_path(text: str, accept: Callable[[str], bool] | None = None) -> list[str]:
    """The paths that `text` begins, in the way it is written (~, relative): folders end in "/", first; then files.

    `accept` says of a file's name whether it is offered. Hidden names are offered once a dot is typed.
    A folder that cannot be read offers nothing.
    """
    typed, separator, part = text.rpartition("/")
    folder = typed + separator
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            found = list(_matching(entries, part, accept))
    except (OSError, ValueError):
        return []
    exact = [match for match in found if match[2].startswith(part)]
    return [folder + name for _, _, name in sorted(exact or found)]


def _matching(
    entries: Iterable[os.DirEntry[str]], part: str, accept: Callable[[str], bool] | None
) -> Iterable[tuple[bool, str, str]]:
    """Whether it is a file, the name to sort by, and the name with "/" after a folder's."""
    for entry in entries:
        name = entry.name
        hidden = name.startswith(".") and not part.startswith(".")
        if hidden or not name.casefold().startswith(part.casefold()):
            continue
        try:
            is_folder = entry.is_dir()
        except OSError:
            is_folder = False
        if is_folder or accept is None or accept(name):
            yield not is_folder, name.casefold(), name + ("/" if is_folder else "")
