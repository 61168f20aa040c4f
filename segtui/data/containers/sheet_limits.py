"""Checks how much memory a spreadsheet needs before reading it: a zip can unpack to anything.

The reader makes a field for every place from the first cell to the last: one stray cell at XFD1048576 asks for 17
billion of them.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign

PLACES, PER_CELL, UNPACKED, RATIO = 50_000_000, 200, 1 << 30, 250
_BLOCK = 1 << 22
_SHEET = re.compile(r"xl/worksheets/.*\.xml")
_CELL = re.compile(rb'r="([A-Z]{1,9})(\d{1,12})"')
DAMAGED = say("it may be damaged, cut short or have a password: open it and save it again, or as CSV")


def refuse_huge(place: InputFile) -> None:
    """Raise DataError for an .xlsx that unpacks to hundreds of times its size, or spreads a few cells over millions."""
    if not zipfile.is_zipfile(place.path):
        return
    unread = data(say("the spreadsheet can't be opened"), place.name, DAMAGED)
    with foreign(unread), zipfile.ZipFile(place.path) as archive:
        most = max(UNPACKED, RATIO * place.path.stat().st_size)
        for part in archive.infolist():
            with archive.open(part) as file:
                _look(file, place, most, cells=bool(_SHEET.fullmatch(part.filename)))


def _look(file: IO[bytes], place: InputFile, most: int, *, cells: bool) -> None:
    """Unpack a part, block by block, and hold the places that its cells span against their number."""
    unpacked, count, last_row, columns, rest = 0, 0, 0, set[bytes](), b""
    while block := file.read(_BLOCK):
        unpacked += len(block)
        if unpacked > most:
            what = say(
                "it unpacks to more than {most:,.0f} GiB, from {st_size:,.1f} MiB",
                most=most / 2**30,
                st_size=place.path.stat().st_size / 2**20,
            )
            raise DataError(what, where=place.name, fix=say("save the sheet that holds the rows as CSV"))
        if cells:
            text = rest + block
            cut = text.rfind(b"<") if len(rest) < 1 << 16 else -1  # what begins behind it goes on in the next block
            cut = len(text) if cut < 0 else cut
            found, rest = _CELL.findall(text, 0, cut), text[cut:]
            columns.update(letters for letters, _ in found)
            last_row = max(last_row, max((int(digits) for _, digits in found), default=0))
            count += len(found)
    width = max((_number(letters) for letters in columns), default=0)
    if last_row * width > max(PLACES, PER_CELL * count):
        what = say(
            "its {count:,} cells reach to row {last_row:,} and column {width:,}: there is a stray cell far out",
            count=count,
            last_row=last_row,
            width=width,
        )
        raise DataError(what, where=place.name, fix=say("delete the cells far from the table, or save it as CSV"))


def _number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, XFD 16,384."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
