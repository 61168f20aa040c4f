"""Copies text out of a possibly remote terminal: to the terminal's clipboard, tmux's buffer, a file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from segtui.errors import SegtuiError
from segtui.language.sentences import in_language, listing, tell
from segtui.language.translation import _
from segtui.publishing.publish import write_whole

_LONGEST = 74_994
"""Bytes of text that OSC 52 can carry through the terminals that cut it at 100,000 characters of base64."""


def copy(text: str, what: str, folder: Path, osc52: Callable[[str], None]) -> str:
    """Copy `text` in every possible way; returns a sentence that says where it is.

    OSC 52 gives no answer, so a file in `folder` is written and named too.
    """
    places = []
    if len(text.encode()) <= _LONGEST:
        osc52(text)
        places.append(_("the terminal's clipboard (OSC 52)"))
    if os.environ.get("TMUX") and _tmux(text):
        places.append(_("tmux's buffer"))
    path = _file(text, folder)
    if path:
        places.append(str(path))
    return (
        tell("Copied {what} to {places}.", what=what, places=_listed(places))
        if places
        else tell("{what} could not be copied: no clipboard is available.", what=what)
    )


def _tmux(text: str) -> bool:
    """tmux passes its buffer on to the terminal with -w, which its default would not let a program do."""
    for extra in (["-w"], []):  # tmux before 3.2 knows no -w
        try:
            done = subprocess.run(
                ["tmux", "load-buffer", *extra, "-"], input=text.encode(), capture_output=True, timeout=2, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode == 0:
            return True
    return False


def _file(text: str, folder: Path) -> Path | None:
    path = folder / "copied.txt"
    if not folder.is_dir():
        return None
    try:
        write_whole(path, text)
    except (OSError, SegtuiError):
        return None
    return path


def _listed(places: list[str]) -> str:
    return in_language(listing(places, most=len(places)))
