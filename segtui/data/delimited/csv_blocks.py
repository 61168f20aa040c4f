"""Reads a CSV file of our own block by block: in the memory of a block, where Polars' scan keeps the file mapped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from segtui.columns import cols
from segtui.data.delimited.chunks import spans_of
from segtui.data.delimited.quotes import has_quotes

_BLOCK = 4 << 20


def lazy_blocks(place: Path, size: int = _BLOCK) -> Iterator[pl.LazyFrame]:
    """The rows in order, a block of about `size` bytes each, not parsed yet.

    All cells are text, empty ones null and "" empty text; the file has a header, commas and LF, as `write_csv` makes.
    """
    schema = dict.fromkeys(_names(place), pl.String())
    for number, span in enumerate(spans_of(place, size, quoted=has_quotes(place))):
        if span.strip(b"\r\n"):
            header = int(number == 0)
            yield pl.scan_csv(span, has_header=False, skip_rows=header, schema=schema, raise_if_empty=False, glob=False)


def scan_blocks(place: Path) -> pl.LazyFrame:
    """The same as one frame, of which only a few blocks are in memory where it is summed up."""

    def blocks(
        columns: list[str] | None, predicate: pl.Expr | None, most: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        left = most
        for block in lazy_blocks(place):
            frame = (block if columns is None else block.select(cols(columns))).collect()
            if left is not None:
                frame = frame.head(left)
                left -= frame.height
            yield frame if predicate is None else frame.filter(predicate)
            if left == 0:
                return

    return register_io_source(blocks, schema=dict.fromkeys(_names(place), pl.String()))


def _names(place: Path) -> list[str]:
    return pl.scan_csv(place, infer_schema=False, glob=False).collect_schema().names()
