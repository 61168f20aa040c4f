"""Files and folders stay small enough to be read at a sitting."""

from __future__ import annotations

from pathlib import Path

import segtui

ROOT = Path(segtui.__file__).parent.parent
ROOMS = [ROOT / "segtui", ROOT / "widgets"]


def test_no_file_has_over_300_lines():
    files = [file for room in ROOMS for file in room.rglob("*.py")]
    lines = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}
    assert not {name: count for name, count in lines.items() if count > 300}


def test_no_folder_has_over_25_entries():
    folders = [
        folder
        for room in ROOMS
        for folder in [room, *room.rglob("*")]
        if folder.is_dir() and folder.name != "__pycache__"
    ]
    entries = {
        str(folder.relative_to(ROOT)): sum(_holds_something(entry) for entry in folder.iterdir()) for folder in folders
    }
    assert not {name: count for name, count in entries.items() if count > 25}


def _holds_something(entry):
    """Whether it is more than what Python left of a folder that was moved away."""
    if entry.is_dir():
        return any(file.is_file() and file.suffix != ".pyc" for file in entry.rglob("*"))
    return True
