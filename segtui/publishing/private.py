"""Files and folders that only their owner can open, whatever the umask."""

from __future__ import annotations

import os
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def create(path: Path, *, private: bool = True) -> int:
    """Make a new file and open it to be written: its descriptor; unless `private` the umask says who may read it.

    Raises FileExistsError for whatever has the name, also for a symbolic link that leads nowhere.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, FILE if private else 0o666)
    if private:
        os.fchmod(handle, FILE)
    return handle


def private_folder(path: Path) -> list[Path]:
    """Make a folder and those above it that are missing; the ones that were made, the innermost first.

    Raises FileExistsError where a file has the name.
    """
    made = [folder for folder in (path, *path.parents) if not os.path.lexists(folder)]
    for folder in reversed(made):
        try:
            os.mkdir(folder, FOLDER)
            os.chmod(folder, FOLDER)
        except FileExistsError:  # another process was quicker
            if not folder.is_dir():
                raise
    if not path.is_dir():
        raise FileExistsError(17, "is a file, not a folder", str(path))
    return made


def make_private(folder: Path) -> None:
    """Give a folder and all in it the rights that it would have if it had been made private; links are left alone."""
    os.chmod(folder, FOLDER)
    for place, folders, files in os.walk(folder):
        for names, mode in ((folders, FOLDER), (files, FILE)):
            for name in names:
                entry = os.path.join(place, name)
                if not os.path.islink(entry):
                    os.chmod(entry, mode)
