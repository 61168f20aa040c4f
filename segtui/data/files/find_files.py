"""Finds the files that match a path or glob."""

from __future__ import annotations

import glob
from collections import Counter
from pathlib import Path

from segtui.errors import DataError, nearest, system_words
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home


def find_files(pattern: str, folder: Path) -> list[Path]:
    """The files that `pattern` means, sorted by name.

    A relative pattern starts at `folder`, `~` is the home folder, `**` any depth of folders. An existing path is used
    literally, even with `[` or `*` in its name. Raises DataError for a folder, a glob without a match, and a missing
    file, naming the nearest existing one.
    """
    wanted = folder / expand_home(pattern)
    try:
        if (wanted / "_delta_log").is_dir():
            what = say("this is the folder of a Delta table, not a file")
            raise DataError(
                what, where=pattern, fix=say("to read the table: delta:///{pattern}", pattern=pattern.rstrip("/"))
            )
        if wanted.is_dir():
            kind = f"{pattern.rstrip('/')}/*{_commonest_ending(wanted)}"
            fix = say('to read all files of one kind in it, use for example "{kind}"', kind=kind)
            raise DataError(say("this is a folder, not a file"), where=pattern, fix=fix)
        if wanted.exists():
            return [wanted]
        if glob.has_magic(pattern):
            return _matches(pattern, wanted)
    except OSError as error:
        raise unreadable(error, pattern) from error
    raise _missing(pattern, wanted)


def unreadable(error: OSError, name: str) -> DataError:
    """The user's error for a file that can't be read."""
    if isinstance(error, PermissionError):
        return DataError(say("no permission to read this file"), where=name, fix=say("check its permissions: ls -l"))
    if isinstance(error, FileNotFoundError):
        return DataError(say("no such file"), where=name)
    return DataError(say("the file can't be read: {why}", why=system_words(error)), where=name)


def _matches(pattern: str, wanted: Path) -> list[Path]:
    found = sorted(Path(path) for path in glob.glob(str(wanted), recursive=True))
    found = [path for path in found if not path.is_dir()]
    if not found:
        raise DataError(say("no file matches this pattern"), where=pattern, fix=_neighbours(wanted))
    for path in found:
        if any("\ud800" <= letter <= "\udfff" for letter in str(path)):
            raise DataError(
                say("a matching file name is not valid UTF-8: {name!a}", name=path.name),
                where=pattern,
                fix=say("rename it"),
            )
    return found


def _commonest_ending(folder: Path) -> str:
    """The ending that most files of a folder have; .csv where none has any."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    endings = Counter(Path(name).suffix for name in names)
    return max(endings, key=lambda ending: (bool(ending), endings[ending]), default="") or ".csv"


def _missing(pattern: str, wanted: Path) -> DataError:
    parent = wanted.parent
    if parent.is_dir():
        return DataError(say("no such file"), where=pattern, fix=_neighbours(wanted))
    while not parent.is_dir():
        wanted, parent = parent, parent.parent
    return DataError(
        say('there is no folder "{name}" in {parent}', name=wanted.name, parent=parent),
        where=pattern,
        fix=_neighbours(wanted),
    )


def _neighbours(wanted: Path) -> str:
    if not wanted.parent.is_dir():
        return ""
    there = sorted(path.name for path in wanted.parent.iterdir() if not path.name.startswith("."))
    return nearest(wanted.name, there) if there else say("the folder {parent} is empty", parent=wanted.parent)
