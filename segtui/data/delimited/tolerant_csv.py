"""Splits a few records of delimited text into cells, more tolerantly than the CSV rules."""

from __future__ import annotations

import re
from functools import cache

_LINE_END = re.compile(r"\r\n|\n|\r")
_CELL = r'(?:"(?:[^"]|"")*+"|[^",;\t| \r\n]*+)'
_RECORD = re.compile(rf"{_CELL}(?:[,;\t| ]{_CELL})*+(?=[\r\n]|$)")


def records(text: str, limit: int = 1_000) -> list[str]:
    """The first records of a text: lines, or several where a sound cell in quotes goes over them.

    Blank ones stay in place. A line whose quotes break the rules is a record by itself.
    """
    found: list[str] = []
    at = 0
    while at <= len(text) and len(found) < limit:
        ends = _LINE_END.search(text, at)
        end = ends.start() if ends else len(text)
        if text.find('"', at, end) >= 0 and (sound := _RECORD.match(text, at)):
            end = sound.end()
            ends = _LINE_END.match(text, end)
        found.append(text[at:end] if "\r" not in text[at:end] else _LINE_END.sub("\n", text[at:end]))
        at = ends.end() if ends else len(text) + 1
    return found


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
