"""What the workbench looks at of a table: all of it, or of a large one its first rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from segtui.data.addresses import is_address
from segtui.data.reading.first_rows import has_first_rows, is_table, read_beginning, read_first_rows, rows_about
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.pipeline.lru import Recent
from segtui.pipeline.preparing.table_reader import CachedTableReader, stamped
from segtui.profiling.profile import Profile

_LOOKED_AT = 1_000_000
"""The rows of a large table that are looked at."""
_LARGE_FILE = 5_000_000
"""A larger file is looked at in part."""
_QUICK = 100_000
"""A file with fewer rows is there at once."""
_SCREENFUL = 200
_KEPT = 2


@dataclass(frozen=True)
class Sight:
    """A table that is looked at: of a large one in `part`, and `of` about how many rows it has, None where unknown."""

    table: Table
    files: CachedTableReader
    part: bool = False
    of: int | None = None

    @cached_property
    def profile(self) -> Profile:
        """The profile of what is looked at."""
        return self.files.profile(self.table)


class Sights:
    """Reads what is looked at with the session's reader; of large tables the last few are kept."""

    def __init__(self, files: CachedTableReader) -> None:
        self._files = files
        self._parts: Recent[object, Sight | None] = Recent(_KEPT)
        self._begun: object = None

    def beginning(self, source: Source, folder: Path) -> Iterator[tuple[Table, int | None]]:
        """The rows that fill a screen, and about how many there are in all, of a table whose reading takes a while.

        Of a server's table the rows come before anyone asks how many there are, then once more with their number. There
        are none of another table, and once it was looked at. Raises UnreachableError where a server can't be asked;
        what else is wrong with the data is told when it is read.
        """
        key = _key(source.model_copy(update={"id": None}), folder)
        if key == self._begun or not has_first_rows(source, folder):
            return
        self._begun = key
        try:
            about = None if is_address(source.path) else rows_about(source, folder)
            if about is not None and about <= _QUICK:
                return
            table = read_first_rows(source, folder, _SCREENFUL)
            yield table, about
            if about is None and (about := rows_about(source, folder)) is not None:
                yield table, about
        except UnreachableError:
            raise
        except SegtuiError:
            return

    def of(self, source: Source, folder: Path, *, in_parts: bool = False) -> Sight:
        """The table of a source as far as it is looked at, less of it where a run works through it `in_parts`.

        Raises what reading it raises.
        """
        most = _LOOKED_AT if in_parts or is_address(source.path) else _LARGE_FILE
        plain = self._parts.get((most, _key(source.model_copy(update={"id": None}), folder)))
        if plain is not None and source.id == plain.table.id and not plain.table.made_id():
            return plain
        part = self._parts.get_or((most, _key(source, folder)), lambda: self._part(source, folder, most, in_parts))
        return part if part is not None else Sight(self._files.table(source, folder), self._files)

    def _part(self, source: Source, folder: Path, most: int, in_parts: bool) -> Sight | None:
        """The first rows of a table of more than `most` rows; None of one that is looked at whole."""
        if not has_first_rows(source, folder):
            return self._beginning_of_large(source, folder, in_parts)
        try:
            about = rows_about(source, folder)
            if about is not None and about <= most and is_table(source.path):
                return None
            table = read_first_rows(source, folder, _LOOKED_AT)
        except DataError:  # told as for a run, where the whole is read
            return None
        return Sight(table, self._files, True, about) if table.frame.height == _LOOKED_AT else None

    def _beginning_of_large(self, source: Source, folder: Path, in_parts: bool) -> Sight | None:
        """The first rows of files that only a run in parts could read, such as text larger than memory."""
        from segtui.pipeline.partitioned.whether import is_larger_than_memory

        if is_address(source.path) or not (in_parts or is_larger_than_memory(source, folder)):
            return None
        table = read_beginning(source, folder, _LOOKED_AT)
        return Sight(table, self._files, True) if table.frame.height == _LOOKED_AT else None


def _key(source: Source, folder: Path) -> object:
    return source.model_dump_json(exclude={"labels", "units"}), str(folder.absolute()), stamped(source, folder)
