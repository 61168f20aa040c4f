"""One file as read, before its text is parsed as numbers and dates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from segtui.data.raw.row_repairs import RowRepair, RowSkip


@dataclass(frozen=True)
class InputFile:
    """A file to read: the path of its bytes, its name for the user, and a folder for temporary copies.

    An address has no file: `address` is it, with local paths made absolute, and `path` means nothing. Columns that are
    not among `only` need not be read of it.
    A copy of what lies on a store has the `state` of that, which tells it
    from others, the columns that were `left` there, and for a table the address of this very state, `pinned`.
    """

    path: Path
    name: str
    workspace: Path
    address: str = ""
    only: Collection[str] | None = None
    state: str = ""
    left: tuple[str, ...] = ()
    pinned: str = ""

    def at(self, path: Path) -> InputFile:
        """The same file for the user, with its bytes at another path."""
        return replace(self, path=path, address="")

    def copy(self, step: str) -> Path:
        """A path for a temporary copy; each call of one step gives another."""
        count = sum(1 for _ in self.workspace.iterdir())
        return self.workspace / f"{count}-{step}"


@dataclass(frozen=True)
class Raw:
    """A frame and how it was read; `typed` if the file itself has types (Parquet, Arrow).

    In an untyped frame the String columns hold the cells as written. `units` has the unit of each column that a row
    under the header gives. `damaged` are the numbers, from 0, of rows that were repaired: their cells are a guess.
    Notes are whole sentences.
    """

    frame: pl.DataFrame
    format: str
    typed: bool = False
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    title_rows: int = 0
    units: dict[str, str] = field(default_factory=dict)
    repairs: tuple[RowRepair, ...] = ()
    skips: tuple[RowSkip, ...] = ()
    damaged: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprint: str = ""
    """Of the rows of an address, where its reader knows it from the reading."""
    left: tuple[str, ...] = ()
    """The columns of the file that were not read, as nothing needs them."""

    @property
    def rows_skipped(self) -> int:
        """Lines that are not rows, without blank ones."""
        return sum(one.rows for one in self.skips)

    @property
    def rows_repaired(self) -> int:
        """Rows that were repaired."""
        return len(self.repairs)

    def noting(self, notes: tuple[str, ...]) -> Raw:
        """The same with notes put before the others."""
        return replace(self, notes=(*notes, *self.notes))
