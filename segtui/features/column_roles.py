"""The role of a column in the matrix: a measure, a category, a row number."""

from __future__ import annotations

from fnmatch import fnmatchcase

import polars as pl

from segtui.data.identifiers.id_names import ID, name_rank


def matches(pattern: str, column: str) -> bool:
    """Whether a name or glob of the plan matches a column."""
    return pattern == column or fnmatchcase(column, pattern)


def is_category(column: pl.Series) -> bool:
    """Whether a column is text, to be encoded rather than measured."""
    return column.dtype == pl.String or column.dtype in (pl.Categorical, pl.Enum)


def is_measure(column: pl.Series) -> bool:
    """Whether a column is numbers, or yes and no, which count as 1 and 0."""
    return column.dtype.is_numeric() or column.dtype == pl.Boolean


def count_distinct(column: pl.Series) -> int:
    """The number of distinct values, without gaps."""
    values = column.drop_nulls()
    return (values.drop_nans() if values.dtype.is_float() else values).n_unique()


def numbers_rows(column: pl.Series) -> bool:
    """Whether a column only numbers the rows: distinct whole numbers, named like an id."""
    named = column.dtype.is_integer() and name_rank(column.name) <= ID
    return named and column.len() > 1 and column.n_unique() == column.len()
