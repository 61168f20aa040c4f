"""Which cells say nothing: blanks at the ends of a cell, and the words that stand for an absent value."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

NULL_WORDS = ("", "NA", "N/A", "n/a", "null", "NULL", "None", "nan", "NaN", "-", "?", "#N/A")
"""The words that mean nothing is there, unless the source names its own."""

# No blanks to Unicode, yet no reader sees them: zero widths, a soft hyphen, marks of direction, byte order marks.
UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + UNSEEN
_BREAKS = re.compile(r"[ \t]*[\r\n\t\v\f\x85\u2028\u2029]+[ \t]*")
_UNSEEN = str.maketrans("", "", UNSEEN.replace("\u200c", "").replace("\u200d", ""))


def without_blanks(cells: pl.Series) -> pl.Series:
    """`cells` (String) with blanks of every kind, no-break ones too, taken off both ends."""
    return cells.str.strip_chars(BLANKS)


def visible(name: str) -> str:
    """A column's name in one line, without blanks around it and what nobody sees; joiners of letters stay."""
    return _BREAKS.sub(" ", name.translate(_UNSEEN).strip(BLANKS))


def null_words(nulls: Sequence[str] | None = None) -> list[str]:
    """The words that empty a cell: `nulls`, else NULL_WORDS, and "", which does whatever the words are."""
    return [word.strip(BLANKS) for word in (NULL_WORDS if nulls is None else nulls)] + [""]


def without_null_words(cells: pl.Series, words: Sequence[str]) -> tuple[pl.Series, dict[str, int]]:
    """`cells`, stripped before, with null words made null; and how many cells each word other than "" emptied."""
    said = cells.is_in(words)
    if not said.any():
        return cells, {}
    met = dict(cells.filter(said & (cells != "")).value_counts().rows())
    return cells.set(said, None), met
