"""Finds the rows to repair: with another count of cells than the rest, with stray quotes or backslashes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.data.delimited.field_counts import Survey
from segtui.data.delimited.ragged_rows import Shape, odd_records
from segtui.data.delimited.repair.repaired_copy import RowRepairs
from segtui.data.delimited.repair.row_readings import RowReadings
from segtui.data.delimited.repair.second_table import Block

_LOOK_BACK = 1 << 16


_BLOCK = 1 << 20
_MOST = 0.02


def even_rows(
    work: RowRepairs, found: Survey, shape: Shape, others: Sequence[Block] = (), suspects: Sequence[int] = ()
) -> Iterator[bytes]:
    """The bytes of a file with sound quotes, where every row after the header has the usual count of cells.

    Blank lines, rows of delimiters alone and a last line that is cut off are passed on. The blocks of `others`,
    tables of another kind, are left out. `suspects` are the starts of rows that are looked at all the same.
    """
    copied, blocks, until = 0, list(others), work.until
    for record, start, end, cells in _places(found, shape, suspects):
        while blocks and blocks[0].start <= start:
            yield from work.through(copied, max(blocks[0].start, copied))
            copied = work.leave_out(blocks.pop(0))
        if start < copied or end - start <= cells - 1 or not work.data[start:end].tobytes().strip():
            continue
        if record == found.records - 1 and not found.ended and cells < shape.usual:
            continue
        first = max(_row_before(work, start) if record > shape.first_row else start, copied)
        yield from work.through(copied, first)
        work.until = blocks[0].start if blocks else until
        copied, text = work.region(first)
        yield text
    for block in blocks:
        yield from work.through(copied, block.start)
        copied = work.leave_out(block)
    yield from work.through(copied, len(work.data))


def _places(found: Survey, shape: Shape, suspects: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """The odd records and the suspects, in order; of a suspect only the start counts."""
    odd = list(odd_records(found, shape))
    known = {start for _, start, _, _ in odd}
    extra = [(shape.first_row, start, start + 1 + shape.usual, shape.usual) for start in suspects if start not in known]
    return sorted([*odd, *extra], key=lambda place: place[1])


def _row_before(work: RowRepairs, start: int) -> int:
    """Where the line before starts, when it is an intact row by itself; else `start`."""
    low = max(0, start - _LOOK_BACK)
    before = work.data[low : start - 1].tobytes()
    at = before.rfind(b"\n") + 1
    if (at == 0 and low > 0) or work.readings.intact(before[at:].decode(errors="replace").rstrip("\r")) is None:
        return start
    return low + at


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
