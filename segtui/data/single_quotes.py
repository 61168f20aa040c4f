"""Finds the few rows of a file whose cells stand between single quotes, where the others have none or double ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segtui.data.row_readings import RowReadings

_BLOCK = 1 << 20
_MOST = 0.02


def single_quoted_rows(data: NDArray[np.uint8], readings: RowReadings, records: int) -> list[int]:
    """The offsets of the lines with such a cell that its column would not have; none where they are usual."""
    mark = re.escape(readings.delimiter.encode())
    cell = re.compile(rb"^(?:[^\n]*?%b)?'[^'\n]*'(?=%b|\r?$)" % (mark, mark), re.MULTILINE)
    found: list[int] = []
    for start, block in _blocks(data):
        if b"'" in block:
            found += [start + line.start() for line in cell.finditer(block)]
        if len(found) > max(3, _MOST * records):
            return []
    return found


def _blocks(data: NDArray[np.uint8]) -> Iterator[tuple[int, bytes]]:
    """Whole lines, with the offset where they start."""
    at, rest = 0, b""
    while at < len(data):
        block = rest + data[at : at + _BLOCK].tobytes()
        end = block.rfind(b"\n") + 1
        last = at + _BLOCK >= len(data)
        cut = len(block) if last or (not end and len(block) > 16 * _BLOCK) else end
        yield at - len(rest), block[:cut]
        rest, at = block[cut:], at + _BLOCK
