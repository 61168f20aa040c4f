"""Removes quotes around whole lines, added by programs that treat each line as one cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from segtui.data.delimited.dialect import DELIMITERS
from segtui.data.delimited.tolerant_csv import split
from segtui.data.files.compression import save
from segtui.data.raw.raw_table import InputFile
from segtui.data.types.cell_kind import is_value
from segtui.language.sentences import say_counted

_SAMPLE, _WINDOW = 1 << 17, 1 << 20
_WRAPPED = re.compile(r'[ \t]*"((?:[^"\r\n]|"")+)"[,;\t| ]*')
_LINE = re.compile(rb'^[ \t]*"((?:[^"\r\n]|"")+)"[,;\t| ]*(?=\r?$)', re.MULTILINE)
_ENOUGH = 0.9


def unwrap_lines(place: InputFile, delimiter: str | None = None) -> tuple[InputFile, tuple[str, ...], list[int]]:
    """The file itself, or a copy whose lines that are quoted as a whole are not; a note, or the few lines from 1.

    If most lines are like that, it is the file's format, and a note says so. A line is if the text in its quotes has as
    many cells, two or more, as the first line and nearly all others.
    """
    with place.path.open("rb") as file:
        head = file.read(_SAMPLE)
    if b'"' not in head:
        return place, (), []
    lines = head.decode("utf-8-sig", errors="ignore").splitlines()
    lines = [line for line in (lines[:-1] if len(head) == _SAMPLE else lines) if line.strip()]
    if not _are_wrapped(lines, (delimiter,) if delimiter and delimiter != " " else DELIMITERS):
        return place, (), []
    numbers: list[int] = []
    copied = place.at(save(_unwrapped(place, numbers), place.copy("lines"), place.name))
    if 2 * sum(_WRAPPED.fullmatch(line) is not None for line in lines) < len(lines):
        return copied, (), numbers
    told = say_counted(
        "Quotes around {count:,} whole line were removed.",
        "Quotes around {count:,} whole lines were removed.",
        len(numbers),
    )
    return copied, (told,), []


def _are_wrapped(lines: Sequence[str], delimiters: Sequence[str]) -> bool:
    inner = [found[1].replace('""', '"') if (found := _WRAPPED.fullmatch(line)) else None for line in lines]
    if not any(text is not None and any(mark in text for mark in delimiters) for text in inner):
        return False
    numbers = all(text is None or is_value(text) for text in inner)
    return not numbers and any(_fits(lines, inner, mark) for mark in delimiters)


def _fits(lines: Sequence[str], inner: Sequence[str | None], delimiter: str) -> bool:
    """Whether lines without their outer quotes have one count of cells, which they have not with them."""
    bare = [split(line if text is None else text, delimiter) for line, text in zip(lines, inner, strict=True)]
    counts = Counter(map(len, bare))
    width, hits = max(counts.items(), key=lambda item: (item[1], item[0]))
    if width < 2 or hits < _ENOUGH * len(lines) or len(bare[0]) != width:
        return False
    wrapped = [cells for cells, text in zip(bare, inner, strict=True) if text is not None]
    prose = width == 2 and all(cells[-1].startswith(" ") for cells in wrapped)
    return not prose and sum(len(cells) == width for cells in wrapped) >= _ENOUGH * len(wrapped)


def _unwrapped(place: InputFile, numbers: list[int]) -> Iterator[bytes]:
    line = 1
    with place.path.open("rb") as file:
        while block := file.read(_WINDOW):
            block += file.readline()
            block = block.removeprefix(b"\xef\xbb\xbf") if line == 1 else block
            at = 0
            for found in _LINE.finditer(block):
                line, at = line + block.count(b"\n", at, found.start()), found.start()
                numbers.append(line)
            yield _LINE.sub(lambda found: found[1].replace(b'""', b'"'), block)
            line += block.count(b"\n", at)
