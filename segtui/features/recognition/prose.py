"""Recognizing what people write: columns of sentences rather than of names."""

from __future__ import annotations

import polars as pl

_LEAST_WORDS = 4.0
_LEAST_DIFFERENT = 0.5
_FEWEST = 30
_READ = 2_000


def prose_column(frame: pl.DataFrame) -> str | None:
    """The first column with 30 texts or more of four words or more on average, most of them different; else None."""
    for column in frame.get_columns():
        texts = column.drop_nulls().head(_READ) if column.dtype == pl.String else pl.Series([], dtype=pl.String)
        if len(texts) < _FEWEST or texts.n_unique() < _LEAST_DIFFERENT * len(texts):
            continue
        words = texts.str.count_matches(r"\S+").sum()
        if words >= _LEAST_WORDS * len(texts):
            return column.name
    return None
