"""Reads a CSV file of our own in spans of whole records: in the memory of a block, where Polars' scan maps the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from segtui.data.delimited.quotes import has_quotes
from segtui.libraries.columns import cols
from segtui.libraries.lazy_frames import lazy_frames

_BLOCK = 4 << 20


def spans_of(path: Path, size: int, *, quoted: bool) -> Iterator[bytes]:
    """The bytes of a file in order, in pieces of about `size` bytes that end where a record does, or with the file.

    The file has valid quotes, if any (`quoted`), and lines that end with a line feed.
    """
    with path.open("rb") as file:
        rest = b""
        while block := file.read(size):
            rest += block
            end = _last_end(rest, quoted)
            if end:
                yield rest[:end]
                rest = rest[end:]
        if rest:
            yield rest


def _last_end(data: bytes, quoted: bool) -> int:
    """Where the last record ends that ends in `data`, which begins with one; 0 where none does."""
    if not quoted:
        return data.rfind(b"\n") + 1
    cells = np.frombuffer(data, dtype=np.uint8)
    marks = np.flatnonzero((cells == ord('"')) | (cells == ord("\n")))
    is_quote = cells[marks] == ord('"')
    outside = (np.cumsum(is_quote) % 2 == 0) & ~is_quote
    ends = marks[outside]
    return int(ends[-1]) + 1 if len(ends) else 0


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

    def blocks(columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        for block in lazy_blocks(place):
            yield block.select(cols(columns)).collect()

    return lazy_frames(dict.fromkeys(_names(place), pl.String()), blocks)


def _names(place: Path) -> list[str]:
    return pl.scan_csv(place, infer_schema=False, glob=False).collect_schema().names()
