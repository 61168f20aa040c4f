"""Undoes the apostrophe that keeps a spreadsheet from taking a text for a formula."""

from __future__ import annotations

import re

import polars as pl

from segtui.data.sentences import counted

_GUARDED = re.compile(r"^'+[=+\-@\t\r]")


def unguarded(text: str) -> str:
    """The text without the one apostrophe that guards it: `'=1` is `=1`, `''-x` is `'-x`, `'tis` stays."""
    return text[1:] if _GUARDED.match(text) else text


def unguard(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The frame without one leading apostrophe in text cells that match `^'+[=+\\-@\\t\\r]`, and a note of how many.

    Our own files have one more there than the data (see export); so what we wrote reads back the same.
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
    note = (
        f"An apostrophe that keeps spreadsheets from seeing a formula was taken off {counted(total, 'cell')} "
        "(before =, +, -, @, tab or carriage return)."
    )
    return frame.with_columns(changed), (note,)
