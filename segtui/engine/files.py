"""Reads the files of a plan, and reads none again that has not changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from segtui.data.files import find_files
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.engine.recent import Recent
from segtui.errors import UsageError
from segtui.features.derive import Derive, Derived
from segtui.pipeline.reader import Reader
from segtui.profiling.profile import Profile

_TABLES = 6

Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class _Held:
    """Something made from a table that is held with it: one table is another's equal only if it is the same."""

    table: Table
    made: object


class Files(Reader):
    """A reader that keeps the last few tables, their profiles, and what was derived from them."""

    def __init__(self) -> None:
        self._tables: Recent[tuple[str, str, Stamp], Table] = Recent(_TABLES)
        self._profiles: Recent[int, _Held] = Recent(_TABLES)
        self._derived: Recent[tuple[str, int], _Held] = Recent(_TABLES)

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None) -> Table:
        """The table of a source."""
        stamp = stamped(source.path, folder)
        plain = _named(source.model_copy(update={"id": None}), folder, stamp)
        detected = self._tables.get(plain)
        if detected is not None and source.id == detected.id and not detected.made_id():
            return detected
        key = _named(source, folder, stamp)
        return self._tables.get_or(key, lambda: super(Files, self).table(source, folder))

    def profile(self, table: Table) -> Profile:
        """The profile of a table."""
        held = self._profiles.get(id(table))
        if held is None or held.table is not table:
            held = _Held(table, super().profile(table))
            self._profiles.put(id(table), held)
        assert isinstance(held.made, Profile)
        return held.made

    def derived(self, maker: Derive, table: Table) -> Derived:
        """The features that a maker makes from a table."""
        key = (maker.model_dump_json(), id(table))
        held = self._derived.get(key)
        if held is None or held.table is not table:
            held = _Held(table, super().derived(maker, table))
            self._derived.put(key, held)
        assert isinstance(held.made, Derived)
        return held.made


def stamped(path: str, folder: Path) -> Stamp:
    """The files that a path means, each with its inode, its size, and when it was changed.

    Raises DataError for none, UsageError for standard input, where the questions come from.
    """
    if path == "-":
        fix = "save the data to a file first"
        raise UsageError("standard input can't be opened in the workbench", where="source.path", fix=fix)
    files = find_files(path, folder)
    return tuple((str(f), s.st_ino, s.st_size, s.st_mtime_ns) for f in files for s in [f.stat()])


def _named(source: Source, folder: Path, stamp: Stamp) -> tuple[str, str, Stamp]:
    return source.model_dump_json(), str(folder.absolute()), stamp
