"""Aligned columns separated by two or more blanks, whose cells may contain single blanks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segtui.data.delimited.dialect import find_layout
from segtui.data.delimited.repair.repaired_copy import quoted_row
from segtui.data.delimited.text_sample import sample_of
from segtui.data.files.compression import save
from segtui.data.raw.raw_table import InputFile
from segtui.data.types.cell_kind import is_value
from segtui.language.sentences import say

_RUN = re.compile(r" {2,}")
_OUT_OF_QUOTES = re.compile(r'("(?:[^"]|"")*")| {2,}')
_ENOUGH, _FEW, _TITLES, _HEAD = 0.95, 3, 10, 1 << 14


@dataclass(frozen=True)
class BlankColumns:
    """How a line is cut: at `starts`, the characters where its columns begin, else at runs of blanks.

    `width` is the number of cells, `first` the line, from 0, where the table begins.
    """

    width: int
    first: int
    starts: tuple[int, ...] = ()

    def cells(self, line: str) -> list[str]:
        """The cells of a line; a single one if it is not a row of the table."""
        by_runs = _by_runs(line)
        if not self.starts or len(by_runs) == self.width:
            return by_runs
        ends = (*self.starts[1:], len(line))
        if any(line[start - 1 : start].strip() for start in self.starts[1:]):
            return by_runs  # there is text between the columns: a title, or a shifted row
        return [line[start:end].strip() for start, end in zip(self.starts, ends, strict=True)]


def spaced_columns(place: InputFile, delimiter: str | None) -> tuple[InputFile, tuple[str, ...]]:
    """The file itself, or a copy with tabs between its columns, and a note, if no other delimiter separates them."""
    with place.path.open("rb") as file:
        head = file.read(_HEAD)
    if delimiter not in (None, "\t") or b"\t" in head or head.count(b"  ") < head.count(b"\n") // 2:
        return place, ()
    sample = sample_of(place)
    found = find_columns(sample)
    if found is None:
        return place, ()
    layout = find_layout(sample)
    other = layout.delimiter.strip() and layout.delimiter in sample[found.first]
    if other or (layout.delimiter == " " and _fits_blanks(sample, found)):
        return place, ()
    copied = place.at(save(_tabbed(place, found), place.copy("columns"), place.name))
    return copied, (say("The columns are separated by two or more spaces, or aligned by position."),)


def find_columns(records: Sequence[str]) -> BlankColumns | None:
    """The columns of a text's first records; None where they have none, two or more."""
    counts = [len(_by_runs(record)) if record.strip() else 0 for record in records]
    usual = Counter(count for count in counts if count > 1)
    if not usual or any("\n" in record for record in records):
        return None
    width, _ = max(usual.items(), key=lambda item: (item[1], item[0]))
    first = next(at for at, count in enumerate(counts) if count == width)
    if first > _TITLES or (first and width < 3):
        return None
    last = max(at for at, count in enumerate(counts) if count > 1)
    rows = [at for at in range(first, last + 1) if counts[at]]
    if len(rows) < _FEW:
        return None
    starts = _starts([records[at] for at in rows])
    if len(starts) >= max(width, 2) and all(_cut(records[first], starts)):
        return BlankColumns(len(starts), first, tuple(starts))
    return BlankColumns(width, first) if sum(counts[at] == width for at in rows) >= _ENOUGH * len(rows) else None


def _starts(lines: Sequence[str]) -> list[int]:
    """Where columns begin: behind two characters or more that are blank in every line."""
    used = [False] * max(map(len, lines))
    for line in lines:
        for at, letter in enumerate(line):
            used[at] = used[at] or letter != " "
    starts, blanks = [], 2
    for at, taken in enumerate(used):
        if taken and blanks > 1:
            starts.append(at)
        blanks = 0 if taken else blanks + 1
    return starts


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def _fits_blanks(records: Sequence[str], found: BlankColumns) -> bool:
    """Whether single blanks part cells, too: every line has as many, and they stand under one another or by numbers.

    `full name` over `Ann B.` and `Kim B.` is one column, `cc city` over `DE Rome` and `IT Rome` are two.
    """
    lines = [record for record in records[found.first :] if record.strip()]
    if len({len(line.split()) for line in lines}) > 1 or len(lines[0].split()) < found.width:
        return False
    for cells in zip(*(found.cells(line) for line in lines), strict=False):
        words = [cell.split(" ") for cell in cells]
        aligned = len({tuple(map(len, some[:-1])) for some in words}) == 1
        values = all(is_value(word) for some in words[1:] for word in some)
        if min(map(len, words)) > 1 and (aligned or values):
            return True
    return len(lines[0].split()) == found.width


def _by_runs(line: str) -> list[str]:
    line = line.strip(" ")
    if '"' not in line:
        return _RUN.split(line)
    return _OUT_OF_QUOTES.sub(lambda found: found[1] or "\0", line).split("\0")


def _tabbed(place: InputFile, columns: BlankColumns) -> Iterator[bytes]:
    """The lines of a file in blocks, one for one."""
    with place.path.open("rb") as file:
        for number, line in enumerate(file):
            text = line.decode(errors="replace").rstrip("\r\n").replace("\t", " ")
            cells = columns.cells(text) if number >= columns.first else [text.strip(" ")]
            plain = '"' not in text or all(cell[:1] == cell[-1:] == '"' for cell in cells if '"' in cell)
            yield ("\t".join(cells) if plain else quoted_row(cells, "\t")).encode() + line[len(line.rstrip(b"\r\n")) :]
