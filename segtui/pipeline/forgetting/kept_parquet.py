"""Rows of a Parquet file without those of some people, a slice at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from segtui.libraries.columns import cols
from segtui.libraries.lazy_frames import lazy_frames, slices_of
from segtui.publishing.parquet import sink_parquet

_ROWS = 100_000
_ROWS_A_GROUP = 262_144
Theirs = Callable[[pl.DataFrame, int], pl.Series]


def without_theirs(
    source: Path,
    target: Callable[[], Path],
    theirs: Theirs,
    rest: Callable[[pl.DataFrame, pl.Series], pl.DataFrame] = lambda frame, gone: frame.filter(~gone),
) -> int:
    """Write what `rest` leaves of the rows of `source` to where `target` says; how many rows were theirs.

    `theirs` says it of the rows of a frame, the first of which has this number in the file, from 0. `target` is not
    called, and 0 is returned, where none are.
    """
    scan = pl.scan_parquet(source, glob=False)
    gone = sum(int(theirs(frame, first).sum()) for first, frame in _numbered(scan))

    def frames(columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        for first, frame in _numbered(scan):
            yield rest(frame, theirs(frame, first)).select(cols(columns))

    if gone:
        rows = lazy_frames(scan.collect_schema(), frames)
        sink_parquet(rows, target(), statistics=False, row_group_size=_ROWS_A_GROUP, maintain_order=True)
    return gone


def _numbered(scan: pl.LazyFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    first = 0
    for frame in slices_of(scan, _ROWS):
        yield first, frame
        first += frame.height
