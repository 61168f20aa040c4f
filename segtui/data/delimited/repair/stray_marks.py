"""Finds the few rows of a file that keep to the rules and may be damaged: by quotes or backslashes beside values."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segtui.data.delimited.repair.row_readings import RowReadings

_BLOCK = 1 << 20
_MOST = 0.02


def marked_rows(data: NDArray[np.uint8], readings: RowReadings, records: int) -> list[int]:
    """The offsets of the lines with a cell between single quotes, or a value with a quote or backslash beside it.

    None where such cells are usual.
    """
    mark = re.escape(readings.delimiter.encode())
    before, after = rb"'[^'\n]*'|['\\]\d[^\n%b]*" % mark, rb"[^\n%b]*\d['\\]" % mark
    doubled = rb'"""\d[^\n%b]*"|"[^\n%b]*\d"""' % (mark, mark)
    cell = re.compile(rb"^(?:[^\n]*?%b)?(?:%b|%b|%b)(?=%b|\r?$)" % (mark, before, after, doubled, mark), re.MULTILINE)
    found: list[int] = []
    for start, block in _blocks(data):
        if any(sign in block for sign in (b"'", b"\\", b'"""')):
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
