"""Customer ids: made whole where a column with gaps was read as fractions, and named in sentences."""

from __future__ import annotations

import polars as pl


def whole(ids: pl.Series) -> pl.Series:
    """Ids that are whole numbers as Int64, also those such as 12583.0; others as they are."""
    given = ids.drop_nulls()
    if ids.dtype.is_integer() or (ids.dtype.is_float() and given.eq(given.round(0)).all()):
        return ids.cast(pl.Int64, strict=False)
    return ids


def of_ids(ids: pl.Series) -> str:
    """The first few ids in words: `of the id 17`, `of the ids 17, 21, 30 …`."""
    shown = ", ".join(str(i) for i in ids.head(3))
    return f"of the id {shown}" if ids.len() == 1 else f"of the ids {shown}{' …' if ids.len() > 3 else ''}"
