"""What a feature maker shows of what it found, beside its features: a table, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from segtui.libraries.columns import col

FEWEST_PEOPLE = 5
"""Figures of fewer people than this are not shown."""


@dataclass(frozen=True)
class Exhibit:
    """A table of figures on people together, never on one of them.

    `name` is a short word for files and ids. `title` and `headings`, one for each column of `frame`, are texts to
    translate. Of the `drawn` columns `lines` is a picture over the first column as x, `bars` over it as labels, and
    `heat` has a row for each of its values; `sentence` says how to read it.
    """

    name: str
    title: str
    frame: pl.DataFrame
    headings: Mapping[str, str]
    picture: Literal["none", "lines", "bars", "heat"] = "none"
    drawn: tuple[str, ...] = ()
    sentence: str = ""


def without_small_groups(frame: pl.DataFrame, people: str) -> pl.DataFrame:
    """The table with the figures emptied of rows for fewer than five people, which its column `people` counts.

    The first column and the count itself stay.
    """
    figures = [name for name in frame.columns[1:] if name != people]
    few = col(people) < FEWEST_PEOPLE
    return frame.with_columns(pl.when(few).then(None).otherwise(col(name)).alias(name) for name in figures)
