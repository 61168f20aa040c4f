"""Which cells say nothing: blanks at the ends of a cell, and the words that stand for an absent value."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

NULL_WORDS = ("", "NA", "N/A", "n/a", "null", "NULL", "None", "nan", "NaN", "-", "?", "#N/A")
"""The words that mean nothing is there, unless the source names its own."""

# Zero-width marks and a stray byte order mark are no blanks to Unicode, yet no reader sees them.
BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\u200b\u2060\ufeff"


def strip_blanks(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with blanks of every kind, no-break ones too, taken off both ends of every text cell."""
    return frame.with_columns(pl.col(pl.String).str.strip_chars(BLANKS))


def empty_null_words(frame: pl.DataFrame, nulls: Sequence[str] | None = None) -> tuple[pl.DataFrame, dict[str, int]]:
    """`frame`, stripped before, with null words made null; and how many cells each word other than "" emptied.

    `nulls` replaces NULL_WORDS; a cell that is empty is null whatever the words are.
    """
    words = [word.strip(BLANKS) for word in (NULL_WORDS if nulls is None else nulls)] + [""]
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    met: dict[str, int] = {}
    columns = []
    for name in text:
        cells = frame[name]
        said = cells.is_in(words)
        for word, count in cells.filter(said & (cells != "")).value_counts().rows():
            met[word] = met.get(word, 0) + count
        columns.append(cells.set(said, None))
    return frame.with_columns(columns), dict(sorted(met.items()))
