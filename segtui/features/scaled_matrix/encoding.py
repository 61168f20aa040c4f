"""Text columns as numbers: a 0-or-1 column for each value, on the scale that the plan asks for."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.exhibit import FEWEST_PEOPLE
from segtui.features.scaled_matrix.scaling import Scaling, category_scale, shift_and_scale

Floats = NDArray[np.float64]
Encoded = list[tuple[Scaling, Floats]]

RARE = 0.01
"""FAMD groups the values that fewer than this share of the rows have, and weighs none as if it were rarer."""
_GROUP = "rare values"
_CROWD = 20
"""Rows below which a table is of so few that a value of one of them tells nobody more."""


def one_hot(column: pl.Series, scale: str) -> Encoded:
    """One column of 0 and 1 per value, in the order of the values; of two values the second one's only.

    Values of fewer than five rows are one, unless the table has fewer than 20: the name of a column that is 1 for a
    single row would tell who that is, also when they were forgotten.
    """
    indicators = _indicators(_together(column, _few(column)))
    if len(indicators) == 2:
        category = _named(indicators, column)
        values = indicators[category]
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
    indicators = _indicators(grouped(column))
    if two := len(indicators) == 2:
        category = _named(indicators, column)
        indicators = {category: indicators[category]}
    made: Encoded = []
    for category, values in indicators.items():
        share = float(values.mean())
        least = max(min(share, 1 - share) if two else share, RARE)
        spread = np.sqrt(least * (1 - least) if two else least)
        made.append((_scaling(column.name, category, share, float(spread)), values))
    return made


def grouped(column: pl.Series) -> pl.Series:
    """The same as text, two or more values of under 1 % of the rows each as one, and those that `one_hot` groups."""
    rare = _rarer(column, RARE * len(column))
    return _together(column, (rare if len(rare) > 1 else set()) | _few(column))


def _few(column: pl.Series) -> set[str]:
    """The values of fewer than five rows, in a table of 20 or more."""
    return _rarer(column, FEWEST_PEOPLE) if len(column) >= _CROWD else set()


def _rarer(column: pl.Series, rows: float) -> set[str]:
    counts = column.cast(pl.String).alias("value").value_counts(name="rows")
    return set(counts.filter(pl.col("rows") < rows).get_column("value"))


def _together(column: pl.Series, rare: set[str]) -> pl.Series:
    """The column as text, with these values as one, called as no value is."""
    text = column.cast(pl.String)
    name, taken = _GROUP, set(text.unique())
    while name in taken:
        name += "_"
    return text.replace(sorted(rare), name)


def _named(indicators: dict[str, Floats], column: pl.Series) -> str:
    """Which of two indicators has the column: the last that is a value, for the group is known by what is left."""
    values = set(column.cast(pl.String).unique())
    return [category for category in indicators if category in values][-1]


def _indicators(text: pl.Series) -> dict[str, Floats]:
    return {c: (text == c).cast(pl.Float64).to_numpy() for c in text.unique().sort().to_list()}


def _scaling(column: str, category: str, shift: float, scale: float) -> Scaling:
    return Scaling(f"{column}={category}", column, category, False, shift, scale)
