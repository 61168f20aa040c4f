"""What a row's person answers in a column of consent: a no in any of their rows goes before a yes in another."""

from __future__ import annotations

import polars as pl

from segtui.export.eligibility.everybody import Everybody
from segtui.export.eligibility.yes_no import consent_in

ROW = "\0row"
"""The column with a row's number among all rows of its run; no column of the data can be called so."""
NO_ELSEWHERE, UNCLEAR_ELSEWHERE = "no in another row", "unclear in another row"


def answers(batch: pl.DataFrame, column: str, everybody: Everybody) -> pl.Series:
    """Each row's answer: "yes", "no", "empty" or "unclear" as its own cell says it, or one of those from elsewhere.

    A no counts for all rows of the person, an answer that is not understood for those that say yes: it may be a no. An
    empty cell takes nothing from another row's yes, and gains nothing by it.
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
    """Which answers refuse, wherever the person gave them."""
    return answer.is_in(["no", NO_ELSEWHERE])
