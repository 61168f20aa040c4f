"""Why a row may not leave, as one value: a struct of reason and detail, null where it may."""

from __future__ import annotations

import polars as pl

WHY = pl.Struct({"reason": pl.String, "detail": pl.String})


def why(when: pl.Expr, reason: pl.Expr | str, detail: pl.Expr | None = None) -> pl.Expr:
    """The struct where `when` is true; `reason` as text stands for itself."""
    said = pl.lit(reason) if isinstance(reason, str) else reason
    more = pl.lit(None, pl.String) if detail is None else detail
    return pl.when(when).then(pl.struct(said.cast(pl.String).alias("reason"), more.cast(pl.String).alias("detail")))


def nothing(rows: int) -> pl.Series:
    """No objection to any of this many rows."""
    return pl.Series("why", [None] * rows, dtype=WHY)
