"""Reads the table of a web page or an XML spreadsheet, which many programs save as .xls."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

from segtui.data.files.encoding import decode
from segtui.data.raw.raw_table import InputFile
from segtui.data.source import Source
from segtui.errors import DataError, nearest
from segtui.language.sentences import say

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_NAMES = {"row": "tr", "cell": "td", "th": "td", "worksheet": "table"}
_WIDEST, _MOST_OVER = 16_384, 1_000


def web_table(
    place: InputFile, encoding: str | None = None, sheet: str | None = None
) -> tuple[InputFile, tuple[str, ...]]:
    """The largest table of a page, or the `sheet` of that name, as a CSV file in the workspace; and notes.

    A cell over several columns stands in the first of them, one over several rows of the body in each. Raises DataError
    for a page without a table, with its title, and for a sheet that is not there.
    """
    decoded = decode(place, encoding or _charset(place))
    tables = _Tables()
    with decoded.place.path.open(encoding="utf-8") as file:
        while text := file.read(1 << 20):
            tables.feed(text)
    tables.close()
    filled = [table for table in tables.found if any(map(any, table.rows))]
    if not filled:
        titled = say('this is a web page called "{title}" without a table', title=tables.title[:60])
        raise DataError(
            titled if tables.title else say("this is a web page without a table"),
            where=place.name,
            fix=say("perhaps it is a log-in page? Download the data again, as CSV or XLSX"),
        )
    chosen = max(filled, key=lambda table: sum(map(len, table.rows)))
    if sheet is not None:
        named = {table.name: table for table in filled if table.name}
        if sheet not in named:
            raise DataError(
                say('there is no sheet "{sheet}"', sheet=sheet), where=place.name, fix=nearest(sheet, named)
            )
        chosen = named[sheet]
    several = len(filled) > 1 and sheet is None
    notes = (say("It contains {tables} tables; the largest was read.", tables=len(filled)),) if several else ()
    return place.at(_saved(chosen.rows, place.copy("table"))), (*decoded.notes, *notes)


def as_saved(source: Source) -> Source:
    """The source for reading the file written by `web_table`."""
    return source.model_copy(update={"delimiter": ",", "encoding": "utf-8", "sheet": None})


def _charset(place: InputFile) -> str | None:
    """The encoding declared by the page, if it fits; else it is detected."""
    with place.path.open("rb") as file:
        named = _CHARSET.search(file.read(4096))
    if not named:
        return None
    try:
        decode(place, named[1].decode())
    except DataError:
        return None
    return named[1].decode()


def _saved(rows: list[list[str]], path: Path) -> Path:
    width = max(map(len, rows))
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        for row in rows:
            if width == 1 and not any(row):
                file.write("\n")
            else:
                write([*row, *[""] * (width - len(row))])
    return path


class _Table:
    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[str]] = []
        self.below: dict[int, tuple[int, str]] = {}
        self.cell: tuple[list[str], dict[str, str], bool] | None = None

    def open_row(self, number: int | None) -> None:
        while number is not None and len(self.rows) < min(number - 1, 1_048_576):
            self.rows.append([])
        self.rows.append([])
        self._carry()

    def add(self, text: str, over: int, down: int, *, heading: bool, at: int | None) -> None:
        """Put a cell into the last row, behind those that reach into it from above."""
        row = self.rows[-1]
        while at is not None and len(row) < min(at - 1, _WIDEST):
            row.append("")
        start = len(row)
        row += [text, *[""] * (over - 1)]
        if down > 1:
            self.below |= {start + j: (down - 1, "" if heading or j else text) for j in range(over)}
        self._carry()

    def _carry(self) -> None:
        row = self.rows[-1]
        while (place := len(row)) in self.below:
            left, text = self.below.pop(place)
            row.append(text)
            if left > 1:
                self.below[place] = (left - 1, text)


class _Tables(HTMLParser):
    """Every table with its cells' text; tables within a cell are tables of their own, and no part of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Table] = []
        self.title, self._in_title = "", False
        self._open: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell; a row or cell that is still open ends there."""
        said = {name.removeprefix("ss:"): value or "" for name, value in attrs}
        heading, tag = tag == "th", _NAMES.get(tag.removeprefix("ss:"), tag.removeprefix("ss:"))
        self._in_title = tag == "title" or self._in_title
        if tag == "table" and not (self._open and self._open[-1].name and not self._open[-1].rows):
            self.found.append(_Table(said.get("name", "")))
            self._open.append(self.found[-1])
        elif tag in ("tr", "td") and self._open:
            self._end_cell()
            if tag == "tr" or not self._open[-1].rows:
                self._open[-1].open_row(_number(said.get("index")))
            if tag == "td":
                self._open[-1].cell = ([], said, heading)
        elif tag in ("br", "p", "div"):
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag opened."""
        tag = _NAMES.get(tag.removeprefix("ss:"), tag.removeprefix("ss:"))
        if tag == "title":
            self._in_title = False
        elif tag in ("tr", "td"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text of the cell that is open."""
        if self._in_title:
            self.title = " ".join(f"{self.title} {data}".split())
        elif self.cdata_elem is None:
            self._write(data)

    def _write(self, text: str) -> None:
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell[0].append(text)

    def _end_cell(self) -> None:
        if not self._open or self._open[-1].cell is None:
            return
        parts, said, heading = self._open[-1].cell
        self._open[-1].cell = None
        over = min((_number(said.get("colspan")) or 1) + (_number(said.get("mergeacross")) or 0), _MOST_OVER)
        down = (_number(said.get("rowspan")) or 1) + (_number(said.get("mergedown")) or 0)
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(parts)).strip()
        self._open[-1].add(text, over, down, heading=heading, at=_number(said.get("index")))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 8 else None
