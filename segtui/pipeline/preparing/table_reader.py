"""What a run takes from its files: tables, their profile, and what is derived from them; read once or kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, ClassVar

import polars as pl

from segtui.data.addresses import STANDARD_INPUT, is_address
from segtui.data.files.find_files import find_files
from segtui.data.reading.read import read
from segtui.data.reading.read_in_parts import Parting, read_in_parts
from segtui.data.reading.source_paths import stamp
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import UsageError
from segtui.features.maker import Derived
from segtui.features.row_maker import RowMaker
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.pipeline.lru import Recent
from segtui.profiling.profile import Profile, profile

_TABLES = 8
_MOST_BYTES = 1 << 30
_DERIVED = 4

Stamp = tuple[tuple[str, int, int, int] | str, ...]
Columns = tuple[str, ...] | None
"""The columns that are needed of a table, None where it may be all."""


class TableReader:
    """Reads afresh each time, as a run does once; a subclass may keep what it has read."""

    keeps_parts: ClassVar[bool] = False
    """Whether tables in parts can be read as often as predictions ask for the rows before a day."""

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None, only: Columns = None) -> Table:
        """The table of a source, its path relative to `folder`; columns that are not among `only` may be left out."""
        return read(source, folder, stdin=stdin, only=only)

    def view(self, source: Source | None) -> str:
        """Which rows of a source this reader looks at; empty where all of them."""
        return ""

    def in_parts(self, source: Source, folder: Path, by: Parting, only: Columns) -> Table | None:
        """The table of a source in parts on the disk; None where it is not large, or all of its columns are needed."""
        return None if only is None else read_in_parts(source, folder, by)

    def profile(self, table: Table) -> Profile:
        """The profile of a table that this reader has read."""
        return profile(table)

    def derived(self, maker: TableMaker, table: Table) -> Derived:
        """The features that a maker makes from a table that this reader has read."""
        return maker.fit_transform(table)

    def derived_rows(self, maker: RowMaker, frame: pl.DataFrame, key: str) -> Derived:
        """The features that a maker makes of the customers' own rows; `key` names it in errors."""
        return maker.fit_transform(frame, key)


@dataclass
class _Read:
    """A table with what was made from it."""

    table: Table
    profile: Profile | None = None
    derived: Recent[str, Derived] = field(default_factory=lambda: Recent(_DERIVED))


class CachedTableReader(TableReader):
    """A reader that keeps the last few tables, up to 1 GiB of them, with their profiles and what was derived."""

    def __init__(self) -> None:
        self._read: Recent[tuple[str, str, Stamp, Columns], _Read] = Recent(_TABLES)
        self._of_rows: Recent[str, Derived] = Recent(_DERIVED)

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None, only: Columns = None) -> Table:
        """The table of a source, or of some of its columns: the same one as a run would read."""
        now = stamped(source, folder)
        plain = self._read.get(_named(source.model_copy(update={"id": None}), folder, now, only))
        if plain is not None and source.id == plain.table.id and not plain.table.made_id():
            return plain.table
        key = _named(source, folder, now, only)
        known = self._read.get(key)
        if known is None:
            known = _Read(super().table(source, folder, only=only))
            self._read.put(key, known)
            while sum(read.table.frame.estimated_size() for read in self._read) > _MOST_BYTES and len(self._read) > 1:
                self._read.forget_oldest()
        return known.table

    def in_parts(self, source: Source, folder: Path, by: Parting, only: Columns) -> Table | None:
        """None, since what is kept is not read again."""
        return None

    def profile(self, table: Table) -> Profile:
        """The profile of a table that was read."""
        known = self._of(table)
        known.profile = known.profile or super().profile(table)
        return known.profile

    def derived(self, maker: TableMaker, table: Table) -> Derived:
        """The features that a maker makes from a table that was read."""
        return self._of(table).derived.get_or(
            maker.model_dump_json(), lambda: super(CachedTableReader, self).derived(maker, table)
        )

    def derived_rows(self, maker: RowMaker, frame: pl.DataFrame, key: str) -> Derived:
        """The features of the customers' own rows, kept as long as the columns that they are made of are the same."""
        read = frame.select(cols(maker.inputs()))
        name = f"{key} {maker.model_dump_json()} {frame.height} {read.schema}"
        name += hashlib.sha256(read.hash_rows().to_numpy().tobytes()).hexdigest() if read.width else ""
        return self._of_rows.get_or(name, lambda: super(CachedTableReader, self).derived_rows(maker, frame, key))

    def rows(self) -> int:
        """The number of rows of the largest table read so far; 0 if there is none."""
        return max((read.table.frame.height for read in self._read), default=0)

    def _of(self, table: Table) -> _Read:
        return next((read for read in self._read if read.table is table), _Read(table))


def stamped(source: Source, folder: Path) -> Stamp:
    """The files that a path means, each with its inode, its size, and when it was changed; the stamp of an address.

    Raises DataError if there is none, UsageError for standard input, which carries the questions.
    """
    if source.path == STANDARD_INPUT:
        fix = say("save the data to a file first")
        raise UsageError(say("standard input can't be opened in the workbench"), where="source.path", fix=fix)
    if is_address(source.path):
        return (stamp(source, folder),)
    files = find_files(source.path, folder)
    return tuple((str(f), s.st_ino, s.st_size, s.st_mtime_ns) for f in files for s in [f.stat()])


def _named(source: Source, folder: Path, now: Stamp, only: Columns) -> tuple[str, str, Stamp, Columns]:
    return source.model_dump_json(exclude={"labels", "units"}), str(folder.absolute()), now, only
