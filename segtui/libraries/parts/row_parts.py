"""Rows of Parquet files in ordered parts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from segtui.errors import DataError, SegtuiError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col, cols
from segtui.libraries.parts.kept_arrays import kept_damaged

ROWS = 500_000
"""Rows of a part, where nothing else is asked for."""


@dataclass(frozen=True)
class RowPart:
    """`rows` rows of a Parquet file from `first` on; `number` is the part's place among all, `before` the rows of
    those before it.

    `state` is that of the file as it was first seen, `name` what the user calls it, empty for a file of the run itself;
    columns of `casts` have other types in the run.
    """

    number: int
    before: int
    file: str
    first: int
    rows: int
    state: tuple[int, int]
    name: str = ""
    casts: tuple[tuple[str, pl.DataType], ...] = ()

    def frame(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The part's rows, or these columns of them, in order.

        Raises DataError for a file of the user that has changed since, has gone or is damaged, ResourceError for one
        of the run.
        """
        scan = pl.scan_parquet(self.file, glob=False).slice(self.first, self.rows)
        picked = scan if columns is None else scan.select(cols(columns))
        kinds = [(name, dtype) for name, dtype in self.casts if columns is None or name in columns]
        with foreign(self._unreadable):
            self._refuse_changed()
            return picked.with_columns(col(name).cast(dtype) for name, dtype in kinds).collect()

    def _refuse_changed(self) -> None:
        if state_of(self.file) != self.state:
            raise self._unreadable(say("it was changed during the run"))

    def _unreadable(self, why: str) -> SegtuiError:
        if not self.name:
            return kept_damaged(self.file)(why)
        fix = say("run again when nothing writes there; if it is damaged, copy or download it again")
        what = say(
            "rows {first:,} to {first_2:,} of the Parquet file can't be read: {why}",
            first=self.first + 1,
            first_2=self.first + self.rows,
            why=why,
        )
        return DataError(what, where=self.name, fix=fix)


def state_of(file: str | Path) -> tuple[int, int]:
    """What changes when a file is written to: its size and time; raises OSError."""
    found = os.stat(file)
    return found.st_size, found.st_mtime_ns


def parts_of(files: Sequence[Path], rows: int) -> list[RowPart]:
    """The files' rows in parts of about this many, at most one and a half times as many; none across two files."""
    found: list[RowPart] = []
    before = 0
    for file in files:
        state = state_of(file)
        height = int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item())
        count = max(1, round(height / rows))
        edges = [height * at // count for at in range(count + 1)]
        for first, last in pairwise(edges):
            if last > first:
                found.append(RowPart(len(found), before + first, str(file.absolute()), first, last - first, state))
        before += height
    return found
