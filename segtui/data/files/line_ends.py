"""Makes every line end with a line feed, and runs of blanks one tab, so that one reader suits all text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from segtui.data.files.compression import save
from segtui.data.raw.raw_table import InputFile
from segtui.language.sentences import say

Bytes = NDArray[np.uint8]
_QUOTE, _LF, _CR = 34, 10, 13
_WINDOW = 1 << 18
_AROUND = re.compile(rb"^[ \t]+|[ \t]+(?=\r?$)", re.MULTILINE)
_BETWEEN = re.compile(rb'("(?:[^"]|"")*+"(?=[ \t\r\n]|$))|[ \t]+')


def unify_line_ends(place: InputFile) -> tuple[InputFile, tuple[str, ...]]:
    """The file itself, or a copy where a carriage return that ends a line without a line feed became one.

    Those within quotes stay. A note is made when the file has both kinds of line end.
    """
    if not _has_lone_returns(place):
        return place, ()
    returns = feeds = False
    for block, outside in _blocks(place):
        returns = returns or bool(np.any(_lone(block) & outside))
        feeds = feeds or bool(np.any((block == _LF) & outside))
    if not returns:
        return place, ()
    copied = place.at(save(_with_line_feeds(place), place.copy("lines"), place.name))
    mixed = say("Some lines end with only a carriage return, others with a line feed; both were read as line ends.")
    return copied, (mixed,) if feeds else ()


def _has_lone_returns(place: InputFile) -> bool:
    with place.path.open("rb") as file:
        while block := file.read(_WINDOW):
            while block.endswith(b"\r") and (following := file.read(1)):
                block += following
            if b"\r" in block and _lone(np.frombuffer(block, dtype=np.uint8)).any():
                return True
    return False


def _lone(block: Bytes) -> NDArray[np.bool_]:
    lone: NDArray[np.bool_] = block == _CR
    lone[:-1] &= block[1:] != _LF
    return lone


def _with_line_feeds(place: InputFile) -> Iterator[bytes]:
    for block, outside in _blocks(place):
        changed = block.copy()
        changed[_lone(block) & outside] = _LF
        yield changed.tobytes()


def _blocks(place: InputFile) -> Iterator[tuple[Bytes, NDArray[np.bool_]]]:
    """The file block by block, never cut after a carriage return, and which bytes are outside quotes."""
    data = np.memmap(place.path, dtype=np.uint8, mode="r")
    inside, at = np.uint8(0), 0
    while at < len(data):
        end = min(at + _WINDOW, len(data))
        while end < len(data) and data[end - 1] == _CR:
            end += 1
        block = np.asarray(data[at:end])
        within = np.bitwise_xor.accumulate((block == _QUOTE).view(np.uint8)) ^ inside
        yield block, within == 0
        inside, at = within[-1], end


def single_tabs(place: InputFile) -> InputFile:
    """A copy where each run of blanks between cells is one tab, and blanks around a line are gone."""
    return place.at(save(_tabbed(place), place.copy("tabs"), place.name))


def _tabbed(place: InputFile) -> Iterator[bytes]:
    rest = b""
    with place.path.open("rb") as file:
        while block := file.read(_WINDOW):
            lines, end, rest = (rest + block).rpartition(b"\n")
            yield _with_tabs(lines) + end
    yield _with_tabs(rest)


def _with_tabs(lines: bytes) -> bytes:
    """Blanks in quotes are kept, where there are quotes at all."""
    trimmed = _AROUND.sub(b"", lines)
    if b'"' in trimmed:
        return _BETWEEN.sub(lambda found: found[1] or b"\t", trimmed)
    return re.sub(rb"[ \t]+", b"\t", trimmed)
