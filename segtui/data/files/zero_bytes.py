"""Removes the few zero bytes from a damaged text file; those of UTF-16, padding and binary files stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segtui.data.files.compression import save
from segtui.data.raw.raw_table import InputFile

_BLOCK = 1 << 18
_FEW = 0.01
_WITHIN = re.compile(rb"\0+(?=[^\0])")
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def without_zeros(place: InputFile) -> tuple[InputFile, list[int]]:
    """The file itself, or a copy without the zero bytes within its lines, and the lines where they were, from 1.

    Only where the file is text otherwise: in a hundred of its bytes, one at most is zero.
    """
    count = size = 0
    with place.path.open("rb") as file:
        wide = file.read(2) in _MARKS
        file.seek(0)
        while block := file.read(_BLOCK):
            count, size = count + block.count(0), size + len(block)
    if wide or not count or count > max(3, _FEW * size):
        return place, []
    lines: list[int] = []
    return place.at(save(_blocks(place, lines), place.copy("zeros"), place.name)), lines


def _blocks(place: InputFile, lines: list[int]) -> Iterator[bytes]:
    line = 1
    with place.path.open("rb") as file:
        while block := file.read(_BLOCK):
            block += file.readline()
            if b"\0" in block:
                for found in _WITHIN.finditer(block):
                    number = line + block.count(b"\n", 0, found.start())
                    if lines[-1:] != [number]:
                        lines.append(number)
                yield _WITHIN.sub(b"", block)
            else:
                yield block
            line += block.count(b"\n")
