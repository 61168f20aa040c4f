"""A sample of a text file for detecting its layout, and the delimiter given by the plan or the file."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.data.delimited.dialect import find_layout
from segtui.data.delimited.tolerant_csv import records, split
from segtui.data.raw.raw_table import InputFile
from segtui.data.source import Source
from segtui.errors import DataError
from segtui.language.sentences import say

DELIMITER_WORDS = {
    "tab": "\t",
    "\\t": "\t",
    "comma": ",",
    "semicolon": ";",
    "bar": "|",
    "pipe": "|",
    "blank": " ",
    "space": " ",
}
_SAMPLE, _PARTS, _PART = 1 << 18, 9, 1 << 13
_TABLE, _ALIKE = 10, 0.9


def sample_of(place: InputFile) -> list[str]:
    """The first thousand records of the file, at least two where it has them."""
    size = _SAMPLE
    while True:
        with place.path.open("rb") as file:
            head = file.read(size)
        if len(head) < size:
            break
        cut = head.rfind(b"\n") + 1
        if head.count(b"\n", 0, cut) > 1:
            head = head[:cut]
            break
        size *= 4
    found = records(head.decode("utf-8-sig", errors="ignore"))
    if not any(record.strip() for record in found):
        raise DataError(say("the file has only blank lines"), where=place.name)
    return found


def first_table(sample: list[str]) -> list[str]:
    """The records above a blank line, where those below have another layout: a table of its own, and maybe larger."""
    blank = next((at for at, record in enumerate(sample) if at >= _TABLE and not record.strip()), None)
    if blank is None:
        return sample
    layout, below = find_layout(sample[:blank]), [record for record in sample[blank:] if record.strip()]
    alike = not below or len(split(below[0], layout.delimiter)) == layout.width
    if alike or layout.width < 2 or layout.share < _ALIKE:
        return sample
    return sample[:blank]


def elsewhere(place: InputFile) -> list[str]:
    """Some lines from further down a file that is larger than the sample: ids and dates go up with the rows."""
    found: list[str] = []
    size = place.path.stat().st_size
    with place.path.open("rb") as file:
        for part in range(1, _PARTS) if size > _SAMPLE else ():
            file.seek(size * part // _PARTS)
            lines = file.read(_PART).decode(errors="replace").split("\n")
            found += [line.rstrip("\r") for line in lines[1:-1]]
    return found


def given_delimiter(source: Source, place: InputFile, sample: Sequence[str]) -> str | None:
    """The delimiter that the plan gives, or Excel's line `sep=;` at the top."""
    wanted = source.delimiter
    if wanted is None:
        return excel_line(sample[0]) or None
    wanted = DELIMITER_WORDS.get(wanted, wanted)
    if len(wanted) != 1 or not wanted.isascii() or wanted in '"\r\n\0':
        raise DataError(
            say("the delimiter {delimiter!r} can't be used", delimiter=source.delimiter),
            where=place.name,
            fix=say('give one ASCII character, "\\t" for a tab or " " for any run of spaces'),
        )
    return wanted


def excel_line(record: str) -> str:
    """The delimiter that Excel's line `sep=;` gives; empty for any other record."""
    return record[4] if len(record) == 5 and record.lower().startswith("sep=") else ""
