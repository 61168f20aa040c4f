"""Text columns as numbers: a 0-or-1 column for each value, on the scale that the plan asks for."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.scaled_matrix.scaling import Scaling, category_scale, shift_and_scale

Floats = NDArray[np.float64]
Encoded = list[tuple[Scaling, Floats]]

RARE = 0.01
"""FAMD groups the values that fewer than this share of the rows have, and weighs none as if it were rarer."""
_GROUP = "rare values"


def one_hot(column: pl.Series, scale: str) -> Encoded:
    """One column of 0 and 1 per value, in the order of the values; of two values the second one's only."""
    indicators = _indicators(column.cast(pl.String))
    if len(indicators) == 2:
        category, values = list(indicators.items())[1]
        shift, spread = shift_and_scale(values, scale)
        return [(_scaling(column.name, category, shift, spread), values)]
    shares = np.array([values.mean() for values in indicators.values()])
    spread = category_scale(shares, scale)
    shifts = shares if scale == "zscore" else np.zeros_like(shares)
    return [
        (_scaling(column.name, category, float(shift), spread), values)
        for (category, values), shift in zip(indicators.items(), shifts, strict=True)
    ]


def by_share(column: pl.Series) -> Encoded:
    """As FAMD has them: (indicator - p) / sqrt(p), p the value's share, values under 1 % grouped.

    Of two values the second one's column is enough, at 1 / sqrt(p (1 - p)): distances are the same. A share below 1 %
    counts as 1 %, so that no handful of rows lies farther out than all others.
    """
    text = grouped(column)
    indicators = _indicators(text)
    if two := len(indicators) == 2:
        values_of_column = set(column.cast(pl.String).unique())
        own = [category for category in indicators if category in values_of_column]  # the group has no value of its own
        indicators = {own[-1]: indicators[own[-1]]}
    made: Encoded = []
    for category, values in indicators.items():
        share = float(values.mean())
        least = max(min(share, 1 - share) if two else share, RARE)
        spread = np.sqrt(least * (1 - least) if two else least)
        made.append((_scaling(column.name, category, share, float(spread)), values))
    return made


def grouped(column: pl.Series) -> pl.Series:
    """The same as text, two or more values of under 1 % of the rows each as one, called as no value is."""
    text = column.cast(pl.String)
    counts = text.value_counts(name="rows")
    rare = counts.filter(pl.col("rows") < RARE * len(text)).get_column(column.name).to_list()
    if len(rare) < 2:
        return text
    name, taken = _GROUP, set(text.unique())
    while name in taken:
        name += "_"
    return text.replace(rare, name)


def _indicators(text: pl.Series) -> dict[str, Floats]:
    return {c: (text == c).cast(pl.Float64).to_numpy() for c in text.unique().sort().to_list()}


def _scaling(column: str, category: str, shift: float, scale: float) -> Scaling:
    return Scaling(f"{column}={category}", column, category, False, shift, scale)
