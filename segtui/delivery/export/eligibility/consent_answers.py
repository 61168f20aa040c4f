"""What a row's person answers in a consent column: a no in any of their rows overrides a yes in another."""

from __future__ import annotations

import polars as pl

from segtui.delivery.export.eligibility.consent_words import consent_in
from segtui.delivery.export.eligibility.everybody import Everybody

ROW = "\0row"
"""The column with a row's number among all rows of its run; no column of the data can have this name."""
NO_ELSEWHERE, UNCLEAR_ELSEWHERE = "no in another row", "unclear in another row"


def answers(batch: pl.DataFrame, column: str, everybody: Everybody) -> pl.Series:
    """Each row's answer: "yes", "no", "empty" or "unclear" from its own cell, or one from another row.

    A no counts for all rows of the person, an answer that is not recognized for those that say yes, because it may be a
    no. An empty cell neither affects another row's yes nor profits from it.
    """
    rows = batch[ROW].to_numpy()
    frame = pl.DataFrame(
        {
            "own": consent_in(batch[column]),
            "no": everybody.refuse(column, rows),
            "unclear": everybody.unclear(column, rows),
        }
    )
    own = pl.col("own")
    told = (
        pl.when(pl.col("no") & (own != "no"))
        .then(pl.lit(NO_ELSEWHERE))
        .when(pl.col("unclear") & (own == "yes"))
        .then(pl.lit(UNCLEAR_ELSEWHERE))
        .otherwise(own)
    )
    return frame.select(told.alias(column)).to_series()


def is_no(answer: pl.Series) -> pl.Series:
    """Which answers are a no, in whichever row the person gave it."""
    return answer.is_in(["no", NO_ELSEWHERE])
