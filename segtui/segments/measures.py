"""A frame's columns as numbers that segments can be compared by: numbers, flags and the shares of categories."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.figures import brief_percent, figure

MOST_CATEGORIES = 20
"""A text column with more distinct values than this is not a category."""


Kind = Literal["share", "year", "number"]
"""How a figure of a measure is written: yes and no and categories as a percentage, years without commas."""
YEARS = (1850, 2150)
_MOSTLY = 0.95


@dataclass(frozen=True)
class Measure:
    """One thing to compare: `values` is float64 (n), NaN where the cell is missing.

    `name` is the column's, or "column=value" for a category, whose values are 1 where a row has it and 0 where not.
    `flag` says that a number column holds nothing but 0 and 1.
    """

    name: str
    column: str
    category: str | None
    flag: bool
    values: NDArray[np.float64]

    @property
    def kind(self) -> Kind:
        """What its means are, by its values alone."""
        return "share" if self.flag else kind_of(self.values)


def kind_of(values: NDArray[np.float64]) -> Kind:
    """What the means of these values (n, NaN is missing) are."""
    return "share" if _binary(values) else "year" if years(values) else "number"


def years(values: NDArray[np.float64]) -> bool:
    """Whether the values (n, NaN is missing) are years: whole, and nearly all of them between 1850 and 2150."""
    known = values[np.isfinite(values)]
    if not len(known) or not YEARS[0] <= np.median(known) <= YEARS[1]:
        return False
    inside = (known >= YEARS[0]) & (known <= YEARS[1])
    return bool(inside.mean() >= _MOSTLY and (known == np.rint(known)).all())


def format_measure(value: float, kind: Kind, digits: int = 3) -> str:
    """A formatted mean or median of a measure, with `digits` significant digits; all digits before the decimal point
    stay."""
    return brief_percent(value) if kind == "share" else figure(value, plain=kind == "year", digits=digits)


def kinds(frame: pl.DataFrame, *, id: str, codes: Collection[str] = ()) -> dict[str, Kind]:
    """The kinds of the measures of `frame` by name."""
    return {measure.name: measure.kind for measure in measures(frame, id=id, codes=codes)}


def measures(frame: pl.DataFrame, *, id: str, codes: Collection[str] = ()) -> Iterator[Measure]:
    """Every measure of `frame` in the order of its columns, one at a time to save memory.

    Number and boolean columns as they are; text columns of up to 20 distinct values, of which at least one occurs
    twice, and the columns in `codes`, as one measure per value in sorted order. Dates, longer texts and `id` are
    left out.
    """
    for column in frame.get_columns():
        if column.name == id:
            continue
        is_text = column.dtype == pl.String or isinstance(column.dtype, (pl.Categorical, pl.Enum))
        if is_text or column.name in codes:
            yield from _categories(column)
        elif column.dtype.is_numeric() or column.dtype == pl.Boolean:
            values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
            yield Measure(column.name, column.name, None, column.dtype == pl.Boolean or _binary(values), values)


def _categories(column: pl.Series) -> Iterator[Measure]:
    column = column.cast(pl.String)
    known = column.drop_nulls()
    distinct = known.unique().sort()
    if len(distinct) > MOST_CATEGORIES or len(distinct) == len(known):
        return
    for value in distinct:
        values = (column == value).cast(pl.Float64).fill_null(float("nan")).to_numpy()
        yield Measure(f"{column.name}={value}", column.name, value, True, values)


def _binary(values: NDArray[np.float64]) -> bool:
    return bool(np.all((values == 0) | (values == 1) | np.isnan(values)))
