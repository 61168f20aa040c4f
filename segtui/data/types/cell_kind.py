"""Tells from its shape what a cell may be, in digits of any script: enough to find headers, not to convert."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache

import polars as pl

_OTHER = r"[\p{Nd}&&[^0-9]]"
_MARKS = {"٫": ".", "٬": "'", "٪": "%", "￥": "¥", "￡": "£", "￦": "₩", "　": " "}
"""The Arabic marks for decimals, thousands and per cent, which no other reading has; currencies of full width."""


_NUMBER = re.compile(
    r"[-+(]?\s?[$€£¥]?\s?[-+]?(\d{1,3}([ .,'\u00a0\u202f]\d{3})+|\d+)?([.,]\d+)?([eE][-+]?\d+)?\s?[%$€£¥)]?"
)
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([AaPp][Mm]|Z|[-+]\d{2}:?\d{2})?)?"
)
_DIGIT = re.compile(r"\d")
_LONGEST = 500
"""No number and no date has more letters, and a text of millions is not looked through."""
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def plain(text: str) -> str:
    """`text` with its digits, and the marks among them, as 0 to 9 and ASCII; itself where it has no others."""
    if text.isascii() or not any(c.isdecimal() and not c.isascii() for c in text):
        return text
    return text.translate(_table())


def plain_digits(cells: pl.Series) -> pl.Series:
    """The same for each of `cells` (String); the very same series where no cell has other digits.

    Three digits behind an Arabic decimal mark get a fourth, a zero, because they are not thousands.
    """
    if not cells.str.contains(r"[^\x00-\x7F]").any() or not (other := cells.str.contains(_OTHER)).any():
        return cells
    table = _table()
    made = (
        cells.filter(other)
        .str.replace(r"٫(\p{Nd}{3})(\P{Nd}*)$", "٫${1}0$2")
        .str.replace_many(list(map(chr, table)), list(table.values()))
    )
    return cells.clone().scatter(other.arg_true(), made)


@cache
def _table() -> dict[int, str]:
    digits = {c: str(unicodedata.decimal(chr(c))) for c in range(128, sys.maxunicode + 1) if chr(c).isdecimal()}
    wide = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    return {**wide, **{ord(mark): own for mark, own in _MARKS.items()}, **digits}


@lru_cache(1 << 15)
def shape(cell: str) -> str:
    """`empty`, `number`, `date` (or a time of day), else `text`; the first cells of a file are asked about often."""
    if len(cell) > _LONGEST and (len(cell := cell.strip()) > _LONGEST):
        return "text"
    text = plain(cell.strip())
    if not text:
        return "empty"
    if _DIGIT.search(text):
        if _NUMBER.fullmatch(text):
            return "number"
        if _DATE.fullmatch(text) or _TIME.fullmatch(text):
            return "date"
    return "text"


def is_value(cell: str) -> bool:
    """Whether the cell is a number or a date."""
    return shape(cell) in ("number", "date")
