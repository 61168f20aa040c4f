"""A table as read: the frame, its id column, and how it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl

from segtui.data.raw.asked_table import AskedTable
from segtui.data.raw.raw_table import Raw
from segtui.data.raw.row_repairs import RowRepair, RowSkip
from segtui.language.sentences import say

WrittenAs = Literal["", "amount", "percent", "decimal comma", "code"]


@dataclass(frozen=True)
class Writing:
    """One of several ways in which the cells of a column are written: how many are for certain, and an example.

    `form` is a date format, or the decimal mark of numbers.
    """

    form: str
    cells: int
    example: str


@dataclass(frozen=True)
class ColumnReading:
    """How one column was parsed.

    `kind` is integer, number, text, date, datetime or boolean. `written_as` says how the cells looked when that
    differs. `formats` counts the date formats met, `tried` has them in the order that
    decides. `unread` counts cells that do not fit the kind and became null, with up to five `examples`; `rounded` ids
    that have lost digits, such as 1.23E+12; `sentinels` placeholder dates that became null, `sentinel_days` are up to
    five of them; `zoned` says that times had a zone or an offset and are of UTC now.
    `writings` are the ways in which dates or numbers are written, where there are several, the most frequent first;
    `ambiguous` cells could be read in two of them, such as the number `either`. Text has them
    where most cells are dates.
    """

    name: str
    kind: str
    written_as: WrittenAs = ""
    unit: str = ""
    formats: dict[str, int] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    unread: int = 0
    examples: tuple[str, ...] = ()
    rounded: int = 0
    sentinels: int = 0
    sentinel_days: tuple[str, ...] = ()
    zoned: bool = False
    writings: tuple[Writing, ...] = ()
    ambiguous: int = 0
    either: str = ""


@dataclass(frozen=True)
class ReadReport:
    """Where a table came from, what was detected, and how many rows were read, skipped and repaired.

    `repairs` and `skips` are the first hundred damaged rows, by line. `notes` are whole sentences for the report, one
    for each kind of repair or choice that a reader should know. `fingerprints` say by address what it held.
    """

    path: str
    files: tuple[str, ...]
    format: str
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    header: bool = True
    title_rows: int = 0
    rows_read: int = 0
    rows_skipped: int = 0
    rows_repaired: int = 0
    repairs: tuple[RowRepair, ...] = ()
    skips: tuple[RowSkip, ...] = ()
    columns: tuple[ColumnReading, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprints: dict[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    """The columns of the file that were not read, as nothing needs them."""


@dataclass(frozen=True)
class Table:
    """A frame (one chunk a column), the name of its id column, and how it was read.

    `id` names a column of `frame`; if no column looks like an id, it is the added `row`, counting from 1.
    A large log may be in `parts` on the disk, of which each gives its frame: all rows of an id are in one, and `frame`
    has the first rows only. `asked` is what a database was asked for it, `kept` its rows as they
    came, where a run is to keep them.
    """

    frame: pl.DataFrame
    id: str
    reading: ReadReport
    parts: tuple[Callable[[], pl.DataFrame], ...] = ()
    asked: AskedTable | None = None
    kept: Raw | None = None

    def frames(self) -> Iterator[pl.DataFrame]:
        """All rows: those of each part, or the frame."""
        return (part() for part in self.parts) if self.parts else iter([self.frame])

    def without_parts(self) -> Table:
        """The same without its parts, whose disk is free again."""
        return replace(self, parts=()) if self.parts else self

    def made_id(self) -> list[str]:
        """A sentence about the id if it was added, else empty."""
        if self.id in {column.name for column in self.reading.columns}:
            return []
        return [say('No column looks like an id: a new column "{column}" numbers the rows from 1.', column=self.id)]
