"""Cuts a text file into spans of whole records, so that each can be read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np


def spans_of(path: Path, size: int, *, quoted: bool) -> Iterator[bytes]:
    """The bytes of a file in order, in pieces of about `size` bytes that end where a record does, or with the file.

    The file has sound quotes, where it has any (`quoted`), and lines that end with a line feed.
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
