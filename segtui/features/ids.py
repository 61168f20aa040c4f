"""Customer ids named in sentences."""

from __future__ import annotations

import polars as pl


def of_ids(ids: pl.Series) -> str:
    """The first few ids in words: `of the id 17`, `of the ids 17, 21, 30 …`."""
    shown = ", ".join(str(i) for i in ids.head(3))
    return f"of the id {shown}" if ids.len() == 1 else f"of the ids {shown}{' …' if ids.len() > 3 else ''}"
