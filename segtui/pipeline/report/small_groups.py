"""What may be shown of people: figures of a handful of them would be theirs."""

from __future__ import annotations

import polars as pl

from segtui.features.exhibit import FEWEST_PEOPLE
from segtui.libraries.columns import cols
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.naming.cards import Card

FEWEST = FEWEST_PEOPLE
"""Figures of fewer people than this are not shown."""


def shown_figures(figures: pl.DataFrame) -> pl.DataFrame:
    """Cells of cohorts, or all cohorts together, without value and share where these are of fewer than five customers.

    Nobody's nothing stays, but not where it is all that a whole cohort of so few did.
    """
    few = (pl.col("customers") < FEWEST) & ((pl.col("customers") > 0) | (pl.col("value") != 0))
    whole = pl.col("customers").filter(pl.col("period") == 0).first()
    all_of_them = whole.over(cols([name for name in ("segment", "cohort") if name in figures.columns]))
    return figures.with_columns(pl.when(~few & (all_of_them >= FEWEST)).then(pl.col("value", "share")))


def is_shown(card: Card) -> bool:
    """Whether a segment has enough people for means that are nobody's own values."""
    return card.rows >= FEWEST


def hidden_features(prepared: PreparedRun, segmented: Segmented) -> frozenset[str]:
    """The features of the comparison and of the cards that a report leaves out."""
    named = {*segmented.comparison["feature"].unique(), *(t.name for c in segmented.cards for t in c.traits)}
    return rare_categories(prepared, sorted(named))


def rare_categories(prepared: PreparedRun, features: list[str]) -> frozenset[str]:
    """Those of the features, each a category named `column=value`, that fewer than five rows are in."""
    rows = prepared.frame[prepared.matrix.kept]
    rare = set()
    for feature in features:
        column, sign, value = feature.partition("=")
        while sign and column not in rows.columns:
            more, sign, value = value.partition("=")
            column = f"{column}={more}"
        if sign and feature not in rows.columns and (rows.get_column(column).cast(pl.String) == value).sum() < FEWEST:
            rare.add(feature)
    return frozenset(rare)
