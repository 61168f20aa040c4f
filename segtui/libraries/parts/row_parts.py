"""Rows of Parquet files in ordered parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from segtui.libraries.columns import cols

ROWS = 500_000
"""Rows of a part, where nothing else is asked for."""


@dataclass(frozen=True)
class RowPart:
    """`rows` rows of a Parquet file from `first` on; `number` is the part's place among all, `before` the rows of
    those before it."""

    number: int
    before: int
    file: str
    first: int
    rows: int

    def frame(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The part's rows, or these columns of them, in order."""
        scan = pl.scan_parquet(self.file, glob=False).slice(self.first, self.rows)
        return (scan if columns is None else scan.select(cols(columns))).collect()


def parts_of(files: Sequence[Path], rows: int) -> list[RowPart]:
    """The files' rows in parts of about this many, at most one and a half times as many; none across two files."""
    found: list[RowPart] = []
    before = 0
    for file in files:
        height = int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item())
        count = max(1, round(height / rows))
        edges = [height * at // count for at in range(count + 1)]
        for first, last in pairwise(edges):
            if last > first:
                found.append(RowPart(len(found), before + first, str(file.absolute()), first, last - first))
        before += height
    return found
