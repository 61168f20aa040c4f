"""Splits a few records of delimited text into cells, more patiently than the CSV rules ask."""

from __future__ import annotations

import re
from functools import cache

_OPENS = re.compile(r'(?:^|[,;\t| ])"')
_LINE_END = re.compile(r"\r\n|\n|\r")
_LONGEST = 1_000


def records(text: str, limit: int = 1_000) -> list[str]:
    """The first records of a text: lines, joined where a quoted cell goes over several. Blank ones stay in place."""
    found: list[str] = []
    waiting: list[str] = []
    for line in _LINE_END.split(text):
        if not waiting and (line.count('"') % 2 == 0 or not _OPENS.search(line)):
            found.append(line)
        elif waiting and line.count('"') % 2:
            found.append("\n".join([*waiting, line]))
            waiting = []
        else:
            waiting.append(line)
        if len(waiting) > _LONGEST:
            found += waiting
            waiting = []
        if len(found) >= limit:
            return found
    return found + waiting


def split(record: str, delimiter: str) -> list[str]:
    """The cells of one record; a blank delimiter stands for any run of blanks, an empty one for none at all.

    Where a cell in quotes keeps to the rules, it is read by them. Otherwise it ends at the first quote that stands
    before a delimiter: quotes within it that should have been doubled, or have a backslash, stay. Blanks around the
    quotes are passed over; quotes in the midst of a bare cell are part of it.
    """
    delimiter = delimiter or "\0"
    if '"' not in record and delimiter != " ":
        return record.split(delimiter)
    if delimiter == " ":
        record = record.strip(" \t")
    cells: list[str] = []
    at, cell, gap = 0, _cell(delimiter), _gap(delimiter)
    while match := cell.match(record, at):
        cells.append(_content(match))
        between = gap.match(record, match.end())
        if between is None:
            break
        at = between.end()
    return cells


def _content(match: re.Match[str]) -> str:
    if match["strict"] is not None:
        return match["strict"].replace('""', '"')
    if match["patient"] is not None:
        return match["patient"].replace('""', '"').replace('\\"', '"')
    return match["bare"]


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    if delimiter == " ":
        blank, end, other = "", r"(?=[ \t]|$)", r"[^ \t]"
    else:
        blank = r" *" if delimiter == "\t" else r"[ \t]*"
        end, other = rf"{blank}(?={re.escape(delimiter)}|$)", f"[^{re.escape(delimiter)}]"
    strict = rf'{blank}"(?P<strict>(?:[^"]|"")*+)"{end}'
    patient = rf'{blank}"(?P<patient>(?:[^"\\]|\\.|""|"(?!{end}))*+)"{end}'
    return re.compile(rf"{strict}|{patient}|(?P<bare>{other}*)", re.DOTALL)


@cache
def _gap(delimiter: str) -> re.Pattern[str]:
    return re.compile(r"[ \t]+" if delimiter == " " else re.escape(delimiter))
