"""The rules of CSV for quotes in NumPy, and the rows around quotes that break them, read in the likeliest way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.data.delimited.repair.repaired_copy import RowRepairs

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
_QUOTE, _LF, _CR = 34, 10, 13
_LARGEST_WINDOW = 1 << 18
_LONGEST_CELL = 1 << 26
_FIRST_WINDOW = 1 << 12


_MARK = 3
_WINDOW = 1 << 18


@dataclass(frozen=True)
class Misplaced:
    """A place where the rules for quotes break, the start of the record that it is in, and of the record before."""

    at: int
    record: int
    before: int


def first_misplaced(data: Bytes, start: int, delimiter: int, width: int) -> Misplaced | None:
    """The first quote at or after `start`, the start of a record, that opens or closes where it must not.

    A cell in quotes that takes in lines which have `width` cells each counts too: two quotes that belong to nothing
    may have made it. So does one that goes on for 64 MiB.
    """
    size = _FIRST_WINDOW
    while start < len(data):
        window = np.asarray(data[start : start + size])
        last = start + len(window) == len(data)
        quotes = np.flatnonzero(window == _QUOTE)
        ends = np.flatnonzero(window == _LF)
        sound = ends[np.searchsorted(quotes, ends) % 2 == 0]
        bad = _check(window, quotes, delimiter, last, ends, width)
        if bad is not None or (not len(sound) and size > _LONGEST_CELL):
            at = len(window) - 1 if bad is None else bad
            starts = [0, 0, *(sound[sound < at][-2:] + 1).tolist()]
            return Misplaced(start + at, start + starts[-1], start + starts[-2])
        if last:
            return None
        if len(sound):
            start += int(sound[-1]) + 1
            size = min(size * 2, _LARGEST_WINDOW)
        else:
            size *= 2
    return None


def _check(window: Bytes, quotes: Ints, delimiter: int, last: bool, ends: Ints, width: int) -> int | None:
    """The first quote out of place in a window that starts a record.

    Quotes take turns: one opens, the next closes. One may open after a delimiter or line end, or right after one that
    closed (a doubled quote); one may close before a delimiter or line end, or right before one that opens.
    """
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = np.zeros(len(opening), dtype=bool)
    doubled[1:] = opening[1:] == closing[: len(opening) - 1] + 1
    wrong_open = opening[~(doubled | (opening == 0) | _breaks(window[opening - 1], delimiter))]
    goes_on = np.append(doubled[1:], [False])[: len(closing)]
    inside = closing + 1 < len(window)
    after = window[np.minimum(closing + 1, len(window) - 1)]
    wrong_close = closing[inside & ~goes_on & ~_breaks(after, delimiter)]
    swallowed = _swallowed(window, quotes, ends, delimiter, width)
    found = [int(wrong[0]) for wrong in (wrong_open, wrong_close, swallowed) if len(wrong)]
    if not found and last and len(quotes) % 2:
        found = [int(quotes[-1])]
    return min(found) if found else None


def _swallowed(window: Bytes, quotes: Ints, ends: Ints, delimiter: int, width: int) -> Ints:
    """The ends of lines within quotes that follow two others, all without quotes and with as many cells as a row."""
    before = np.searchsorted(quotes, ends)
    if width < 2 or not np.any(before % 2):
        return ends[:0]
    first = ends[np.flatnonzero(before % 2)[0]]
    delimiters = np.flatnonzero(window[first:] == delimiter) + first
    counts = np.searchsorted(delimiters, ends)
    whole = np.zeros(len(ends), dtype=bool)
    whole[1:] = (np.diff(counts) == width - 1) & (np.diff(before) == 0) & (before[1:] % 2 == 1)
    three = whole.copy()
    three[1:] &= whole[:-1]
    three[2:] &= whole[:-2]
    three[:2] = False
    return ends[three]


def _breaks(bytes_: Bytes, delimiter: int) -> NDArray[np.bool_]:
    """Which bytes end a cell."""
    ends: NDArray[np.bool_] = bytes_ == delimiter
    ends |= (bytes_ == _LF) | (bytes_ == _CR)
    return ends


def sound_quotes(work: RowRepairs) -> Iterator[bytes]:
    """The file's bytes, where quotes open only after a delimiter or line end, and close only before one.

    The check is NumPy over blocks; only the lines around a place that fails it are parsed, up to where rows are valid
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
