"""Finds quotes that break the CSV rules, and has the rows around them read in the likeliest way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from segtui.data.delimited.quote_rules import Misplaced, first_misplaced
from segtui.data.delimited.repair.repaired_copy import RowRepairs

_MARK = 3
_WINDOW = 1 << 18


def sound_quotes(work: RowRepairs) -> Iterator[bytes]:
    """The file's bytes, where quotes open only after a delimiter or line end, and close only before one.

    The check is NumPy over blocks; only the lines around a place that fails it are parsed, up to where rows are sound
    again, so an unclosed quote costs no more than the lines beside it.
    """
    copied = 0
    while (bad := misplaced(work, copied)) is not None:
        start = bad.record
        if bad.before < start and not _intact(work, bad.before, start):
            start = bad.before
        yield from work.through(copied, start)
        copied, text = work.region(start)
        yield text
    yield from work.through(copied, len(work.data))


def misplaced(work: RowRepairs, start: int = 0) -> Misplaced | None:
    """The first place at or after `start`, the start of a record, where quotes break the rules."""
    if start == 0 and work.data[:_MARK].tobytes() == b"\xef\xbb\xbf":
        start = _MARK
    return first_misplaced(work.data, start, ord(work.readings.delimiter), work.readings.expected.width)


def _intact(work: RowRepairs, start: int, end: int) -> bool:
    record = work.data[start : min(end, start + _WINDOW)].tobytes().decode(errors="replace")
    return work.readings.intact(record.rstrip("\r\n")) is not None


def has_quotes(path: Path, mark: bytes = b'"') -> bool:
    """Whether there is a quote, or another `mark` of one byte, anywhere in the file."""
    with path.open("rb") as file:
        return any(mark in block for block in iter(lambda: file.read(_WINDOW), b""))
