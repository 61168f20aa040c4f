"""The rules of CSV for quotes, checked in NumPy: where one may open a cell, and where one may close it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_QUOTE, _LF, _CR = 34, 10, 13
_WINDOW = 1 << 18
_FIRST_WINDOW = 1 << 12


@dataclass(frozen=True)
class Misplaced:
    """A quote out of place at `at`, in the record that starts at `record`, opened (or met) at `opened`."""

    at: int
    record: int
    opened: int


def first_misplaced(data: Bytes, start: int, delimiter: int) -> Misplaced | None:
    """The first quote at or after `start`, the start of a record, that opens or closes where it must not."""
    size = _FIRST_WINDOW
    while start < len(data):
        window = np.asarray(data[start : start + size])
        last = start + len(window) == len(data)
        quotes = np.flatnonzero(window == _QUOTE)
        ends = np.flatnonzero(window == _LF)
        sound = ends[np.searchsorted(quotes, ends) % 2 == 0]
        bad = _check(window, quotes, delimiter, last)
        if bad is not None:
            before = sound[sound < bad[0]]
            record = int(before[-1]) + 1 if len(before) else 0
            return Misplaced(start + bad[0], start + record, start + bad[1])
        if last:
            return None
        if len(sound):
            start += int(sound[-1]) + 1
            size = min(size * 2, _WINDOW)
        else:
            size *= 2
    return None


def _check(window: Bytes, quotes: NDArray[np.int64], delimiter: int, last: bool) -> tuple[int, int] | None:
    """The first quote out of place in a window that starts a record, and the quote that opened its cell.

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
    found = [int(wrong[0]) for wrong in (wrong_open, wrong_close) if len(wrong)]
    if not found and last and len(quotes) % 2:
        found = [int(quotes[-1])]
    if not found:
        return None
    bad = min(found)
    starts = opening[~doubled]
    return bad, int(starts[np.searchsorted(starts, bad, side="right") - 1])


def _breaks(bytes_: Bytes, delimiter: int) -> NDArray[np.bool_]:
    """Which bytes end a cell."""
    ends: NDArray[np.bool_] = bytes_ == delimiter
    ends |= (bytes_ == _LF) | (bytes_ == _CR)
    return ends
