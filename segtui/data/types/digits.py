"""Numbers and dates in digits other than 0 to 9: Arabic-Indic, Devanagari, full width and the like, made plain."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import polars as pl

_OTHER = r"[\p{Nd}&&[^0-9]]"
_MARKS = {"٫": ".", "٬": "'", "٪": "%", "￥": "¥", "￡": "£", "￦": "₩", "　": " "}
"""The Arabic marks for decimals, thousands and per cent, which no other reading has; currencies of full width."""


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
