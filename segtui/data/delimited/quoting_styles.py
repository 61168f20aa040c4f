"""Rewrites a file with another quoting style throughout: ', backslashes, or blanks before quotes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from segtui.data.delimited.dialect import DELIMITERS
from segtui.data.files.compression import save
from segtui.data.raw.raw_table import InputFile
from segtui.language.sentences import say

_SAMPLE = 1 << 18
_LEAST, _MOST_LINES = 3, 200
_SHARE, _SURE = 0.02, 0.9
_KEPT = re.compile(r"\\(?=[^\W_])")


@dataclass(frozen=True)
class Quoting:
    """How cells are quoted: the quote ("" for none), whether a backslash escapes, whether blanks precede quotes."""

    delimiter: str
    quote: str = '"'
    escape: bool = False
    blanks: bool = False

    @property
    def note(self) -> str:
        """A note about it for the reader."""
        if self.quote == "'":
            return say("Cells are quoted with ' and not with \"; they were read accordingly.")
        if self.escape:
            return say("Quotes and delimiters within cells are escaped with a backslash; they were read accordingly.")
        return say("Spaces between delimiters and quotes were removed.")


def usual_quoting(place: InputFile, delimiter: str | None) -> tuple[InputFile, tuple[str, ...]]:
    """The file itself, or a copy quoted as CSV is, line for line the same, with a note.

    `delimiter` is None where it is to be found. A record that can't be read like that is unchanged.
    """
    with place.path.open("rb") as file:
        text = file.read(_SAMPLE).decode("utf-8-sig", errors="replace")
    if "'" not in text and "\\" not in text and not re.search('[,;\t|] "', text):
        return place, ()
    marks = DELIMITERS if delimiter is None else (delimiter,)
    found = next((one for mark in marks if len(mark) == 1 and mark != " " and (one := _quoting(text, mark))), None)
    if found is None:
        return place, ()
    return place.at(save(_rewritten(place, found), place.copy("quoting"), place.name)), (found.note,)


def _quoting(text: str, delimiter: str) -> Quoting | None:
    mark = re.escape(delimiter)
    rows = text.count("\n") + 1
    opened, sound = _cells(text, mark, "'")
    several = _lines_with(rf"(?:^|{mark}) *'", text) >= _LEAST
    if several and sound >= max(_LEAST, _SHARE * rows) and sound >= _SURE * opened and not _cells(text, mark, '"')[0]:
        return Quoting(delimiter, "'", escape="\\'" in text)
    escaped = len(re.findall(r'(?<=[^\\])\\"', text))
    doubled = len(re.findall(rf'(?<=[^{mark}\n])""(?!{mark}|$)', text, re.MULTILINE))
    least = max(_LEAST, _SHARE * rows)
    usual = escaped >= least and escaped >= _SURE * (escaped + doubled) and delimiter in text
    if usual and _reads(text, Quoting(delimiter, escape=True)):
        return Quoting(delimiter, escape=True)
    if len(re.findall(rf"\\{mark}", text)) >= least and _reads(text, Quoting(delimiter, "", escape=True)):
        return Quoting(delimiter, "", escape=True)
    spaced = len(re.findall(rf'{mark} +"', text))
    if spaced >= max(_LEAST, _SHARE * rows) and spaced >= _SURE * len(re.findall(rf'{mark} *"', text)):
        return Quoting(delimiter, blanks=True)
    return None


def _cells(text: str, mark: str, quote: str) -> tuple[int, int]:
    """How many cells begin with a quote, and how many of them end with one before a delimiter or line end."""
    opened = len(re.findall(rf"(?:^|{mark}) *{quote}", text, re.MULTILINE))
    cell = rf"(?:^|{mark}) *{quote}(?:[^{quote}\\]|\\.|{quote}{quote})*+{quote}(?= *(?:{mark}|\r?$))"
    return opened, len(re.findall(cell, text, re.MULTILINE)) if opened else 0


def _lines_with(pattern: str, text: str) -> int:
    """How many of the lines match the pattern, counted up to a few."""
    found, searched = 0, re.compile(pattern)
    for line in text.splitlines():
        found += searched.search(line) is not None
        if found == _LEAST:
            break
    return found


def _reads(text: str, quoting: Quoting) -> bool:
    """Whether nearly all records of a sample have the same count of cells by this quoting."""
    lines = text.splitlines(keepends=True)[:500]
    counts = [len(cells) for record in _records(iter(lines), quoting) if (cells := _read(record, quoting))]
    usual = max(set(counts), key=counts.count, default=0)
    return usual > 1 and counts.count(usual) >= _SURE * len(counts)


def _rewritten(place: InputFile, quoting: Quoting) -> Iterator[bytes]:
    with place.path.open(encoding="utf-8", newline="\n") as file:
        for record in _records(iter(file), quoting):
            cells = _read(record, quoting) if _concerned(record, quoting) else None
            if cells is None:
                yield record.encode()
                continue
            body = record.rstrip("\r\n")
            out = io.StringIO(newline="")
            csv.writer(out, delimiter=quoting.delimiter, lineterminator=record[len(body) :] or "\n").writerow(cells)
            yield (out.getvalue() if record != body else out.getvalue().removesuffix("\n")).encode()


def _concerned(record: str, quoting: Quoting) -> bool:
    return (bool(quoting.quote) and quoting.quote in record) or (quoting.escape and "\\" in record) or '"' in record


def _records(lines: Iterator[str], quoting: Quoting) -> Iterator[str]:
    """Lines, several of them where a cell in quotes, or an escaped line end, goes on; never more than a few."""
    for line in lines:
        record, count = line, 1
        while count < _MOST_LINES and _is_open(record, quoting):
            following = next(lines, None)
            if following is None:
                break
            record, count = record + following, count + 1
        yield record


def _is_open(record: str, quoting: Quoting) -> bool:
    body = record.rstrip("\r\n")
    if quoting.escape:
        body = re.sub(r"\\.", "", body, flags=re.DOTALL)
    return (quoting.escape and body.endswith("\\")) or (
        body.count(quoting.quote) % 2 == 1
        and bool(re.search(rf"(?:^|{re.escape(quoting.delimiter)}) *{quoting.quote}", body))
    )


def _read(record: str, quoting: Quoting) -> list[str] | None:
    """The cells of one record, or None when it breaks the rules of this quoting."""
    text = _KEPT.sub(r"\\\\", record) if quoting.escape else record
    try:
        rows = list(
            csv.reader(
                io.StringIO(text.rstrip("\r\n"), newline=""),
                delimiter=quoting.delimiter,
                quotechar=quoting.quote or None,
                quoting=csv.QUOTE_MINIMAL if quoting.quote else csv.QUOTE_NONE,
                escapechar="\\" if quoting.escape else None,
                skipinitialspace=quoting.blanks,
                strict=True,
            )
        )
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
