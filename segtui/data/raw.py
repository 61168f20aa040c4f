"""One file as read, before its text is understood as numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Place:
    """A file to read: where its bytes are, how the user calls it, and a folder for temporary copies."""

    path: Path
    name: str
    workspace: Path

    def at(self, path: Path) -> Place:
        """The same file to the user, its bytes now somewhere else."""
        return Place(path, self.name, self.workspace)

    def copy(self, step: str) -> Path:
        """A path for a temporary copy; each call of one step gives another."""
        count = sum(1 for _ in self.workspace.iterdir())
        return self.workspace / f"{count}-{step}"


@dataclass(frozen=True)
class Raw:
    """A frame and the story of its reading; `typed` when the file itself says the types (Parquet, Arrow).

    In an untyped frame the String columns hold the cells as written. `units` has the unit of each column that a row
    under the header gives. Notes are whole sentences.
    """

    frame: pl.DataFrame
    format: str
    typed: bool = False
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    title_rows: int = 0
    units: dict[str, str] = field(default_factory=dict)
    rows_skipped: int = 0
    rows_repaired: int = 0
    notes: tuple[str, ...] = ()

    def noting(self, notes: tuple[str, ...]) -> Raw:
        """The same with notes put before the others."""
        return replace(self, notes=(*notes, *self.notes))
