"""The apostrophe that stops spreadsheets from reading text as a formula: added on writing, removed on reading.

A formula begins with = + - @, in full width or small as well, and after anything that a spreadsheet or a copy of the
text may drop: blanks, line ends, a byte order mark, what takes no room, quotes. A bar and a percent sign begin one in
some (DDE). OWASP, CSV injection.
"""

from __future__ import annotations

import re

import polars as pl

from segtui.language.sentences import say_counted

_DROPPED = r"\x00-\x20\"'\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2018-\u201f\u2028-\u202f" + (
    r"\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_BEGINS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b|%\t\r\n"
_FORMULA = f"[{_DROPPED}]*[{_BEGINS}]"
_LOOKS = re.compile(f"^{_FORMULA}")
_GUARDED = re.compile(f"^'{_FORMULA}")
_NEGATIVE = re.compile(r"^-[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")


def guarded(text: str) -> str:
    """The text as it is written: with one apostrophe more where a spreadsheet would take it for a formula.

    Text that is just a negative number is unchanged.
    """
    return f"'{text}" if _LOOKS.match(text) and not _NEGATIVE.match(text) else text


def guard(cells: pl.Expr) -> pl.Expr:
    """Cells of text as they are written, see `guarded`."""
    free = ~cells.str.contains(_LOOKS.pattern) | cells.str.contains(r"^-[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$")
    return pl.when(free).then(cells).otherwise(pl.lit("'") + cells)


def unguarded(text: str) -> str:
    """The text without the one apostrophe that guards it: `'=1` is `=1`, `''-x` is `'-x`, `'tis` stays."""
    return text[1:] if _GUARDED.match(text) else text


def bare(cells: pl.Expr) -> pl.Expr:
    """Cells of text without the apostrophe, see `unguarded`."""
    return pl.when(cells.str.contains(_GUARDED.pattern)).then(cells.str.slice(1)).otherwise(cells)


def unguard(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The frame without one leading apostrophe in the text cells that it guards, and a note of how many.

    Our own files have one more there than the data; so what we wrote reads back the same.
    """
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    suspects = [name for name in text if frame[name].str.starts_with("'").any()]
    if not suspects:
        return frame, ()
    hits = {name: frame[name].str.contains(_GUARDED.pattern) for name in suspects}
    total = sum(int(hit.sum()) for hit in hits.values())
    if not total:
        return frame, ()
    changed = [
        pl.select(pl.when(hit).then(frame[name].str.slice(1)).otherwise(frame[name]).alias(name)).to_series()
        for name, hit in hits.items()
    ]
    note = say_counted(
        "The apostrophe that stops spreadsheets from reading a formula was removed from {count:,} cell "
        "(before =, +, -, @ and the like).",
        "The apostrophe that stops spreadsheets from reading a formula was removed from {count:,} cells "
        "(before =, +, -, @ and the like).",
        total,
    )
    return frame.with_columns(changed), (note,)
