"""Checks how deeply JSON is nested before parsing it: a thousand nested lists take gigabytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say

DEEPEST = 64
_BLOCK = 1 << 22
_STEP = np.zeros(256, dtype=np.int8)
_STEP[list(b"[{")], _STEP[list(b"]}")] = 1, -1
_MEANS = np.zeros(256, dtype=bool)
_MEANS[list(b'[]{}"\n')] = True


def refuse_deep(place: InputFile, *, lines: bool = False) -> None:
    """Raise DataError for JSON that is nested more than `DEEPEST` deep; with `lines` each line starts afresh.

    Takes time by the length of the file and the memory of a block.
    """
    if deepest(place.path, lines=lines) > DEEPEST:
        what = say("the JSON is nested more than {deepest} levels deep, so it is not a table", deepest=DEEPEST)
        raise DataError(
            what, where=place.name, fix=say("name the file that holds the rows, or write the rows as flat objects")
        )


def deepest(path: Path, *, lines: bool = False) -> int:
    """The maximum nesting of brackets in a JSON file; brackets in strings do not count."""
    depth, quoted, most = 0, 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            while block.endswith(b"\\") and (more := file.read(1)):
                block += more
            signs = _signs(block)
            # A quote ends or begins a text; in lines of JSON no text goes on behind the end of a line.
            inside = (np.cumsum(signs == ord('"')) + quoted) % 2
            steps = np.where(inside == 1, 0, _STEP[signs])
            depths = np.cumsum(steps) + depth
            if lines:
                ends = np.flatnonzero(signs == ord("\n"))
                inside, depths = _line_by_line(signs, ends, quoted, depth)
            if len(signs):
                most = max(most, int(depths.max()))
                depth, quoted = int(depths[-1]), int(inside[-1])
            if most > DEEPEST:
                break
    return most


def _signs(block: bytes) -> NDArray[np.uint8]:
    """The brackets, quotes and line ends of a block, without quotes that a backslash guards."""
    if b"\\" in block:
        block = block.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    return bytes_[_MEANS[bytes_]]


def _line_by_line(
    signs: NDArray[np.uint8], ends: NDArray[np.intp], quoted: int, depth: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whether each sign stands in a text, and how deep, where both start at nothing behind each line's end."""
    line = np.zeros(len(signs), dtype=np.int64)
    line[ends] = 1
    line = np.cumsum(line) - line
    quotes = np.cumsum(signs == ord('"')) + quoted
    before = np.concatenate([[0], quotes[ends]])
    inside = (quotes - before[line]) % 2
    depths = np.cumsum(np.where(inside == 1, 0, _STEP[signs])) + depth
    reached = np.concatenate([[0], depths[ends]])
    inside[ends], depths = 0, depths - reached[line]
    depths[ends] = 0
    return inside, depths
