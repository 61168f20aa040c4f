"""Restores ids that a program wrote as numbers: 12346.0, 12346.00 and 1.2346E4 are the id 12346."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from segtui.data.identifiers.id_names import NO_HINT, name_rank
from segtui.data.table import ColumnReading
from segtui.data.types.typed_column import about_column
from segtui.language.sentences import say

EXPONENT = r"^[+-]?[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}$"
ZEROS = r"^[+-]?[0-9]+\.0+$"
_DIGITS = r"^[+-]?[0-9]+$"
_CODE_OR_FRACTION = r"^[+-]?(?:0[0-9]+|[0-9]+\.[0-9]*[1-9][0-9]*)$"
_EXACT = 2**53
"""From here on a float no longer holds every whole number."""


def plain_ids(ids: pl.Series) -> pl.Series:
    """Ids without fractions of zeros and exponents: whole floats as Int64, text as text; others as they are.

    Text stays where leading zeros or real fractions show that its points mean something.
    """
    if ids.dtype.is_float():
        given = ids.fill_nan(None).drop_nulls()
        whole = bool((given.is_finite() & (given == given.round()) & (given.abs() < 2**63)).all())
        return ids.fill_nan(None).cast(pl.Int64) if whole else ids
    if ids.dtype.is_integer():
        return ids.cast(pl.Int64, strict=False) if ids.dtype != pl.Int64 else ids
    return _plain_text(ids) if ids.dtype == pl.String else ids


def are_plain(ids: pl.Series) -> bool:
    """Whether ids are whole numbers, or text in which nothing looks like a fraction of zeros or an exponent: then they
    are plain in whatever parts they are looked at."""
    if ids.dtype != pl.String:
        return ids.dtype.is_integer()
    return not (ids.str.contains(ZEROS) | ids.str.contains(EXPONENT)).any()


def _plain_text(ids: pl.Series) -> pl.Series:
    zeros, exponents = ids.str.contains(ZEROS).fill_null(False), ids.str.contains(EXPONENT).fill_null(False)
    if not (zeros | exponents).any() or ids.str.contains(_CODE_OR_FRACTION).any():
        return ids
    plain = ids.str.replace(r"\.0+$", "").set(~zeros, None).fill_null(ids)
    if not exponents.any() or not (zeros | exponents | ids.str.contains(_DIGITS)).all():
        return plain
    written = {cell: Decimal(cell) for cell in ids.filter(exponents).unique()}
    if any(value != value.to_integral_value() for value in written.values()):
        return plain
    return plain.replace({cell: f"{value:.0f}" for cell, value in written.items()})


def is_named_id(name: str, id: str | None) -> bool:
    """Whether a column is the id of the plan, or is called like an id, a person or a telephone."""
    return name == id or name_rank(name) != NO_HINT


def with_plain_ids(
    frame: pl.DataFrame, columns: tuple[ColumnReading, ...], id: str | None
) -> tuple[pl.DataFrame, tuple[ColumnReading, ...], tuple[str, ...]]:
    """A typed frame whose columns of ids are plain, their readings, and a note on each that changed."""
    known, notes = {c.name: c for c in columns}, []
    for column in frame.get_columns():
        if not is_named_id(column.name, id) or column.dtype not in (pl.Float64, pl.String):
            continue
        plain = plain_ids(column)
        if plain.dtype == column.dtype and plain.equals(column, null_equal=True):
            continue
        frame = frame.with_columns(plain)
        kind = "integer" if plain.dtype == pl.Int64 else "text"
        known[column.name] = replace(known[column.name], kind=kind)
        shown = next(str(a) for a, b in zip(column, plain, strict=True) if str(a) != str(b))
        told = say("holds ids written as numbers: {id} is read as {plain}", id=shown, plain=plain_of(shown))
        notes.append(about_column(column.name, told))
    return frame, tuple(known.values()), tuple(notes)


def plain_of(id: str) -> str:
    """One id as text, plain."""
    return str(plain_ids(pl.Series([id]))[0])


def rounded(cells: pl.Series, *, sheet: bool = False) -> int:
    """How many ids have lost digits: text such as 1.23E+12, or floats too large to hold every whole number.

    A `sheet` keeps 15 digits of a number.
    """
    if sheet and cells.dtype.is_numeric():
        return int((cells.cast(pl.Float64).abs() >= 10**15).sum())
    if cells.dtype.is_float():
        return int((cells.abs() >= _EXACT).sum())
    if cells.dtype != pl.String:
        return 0
    written = cells.filter(cells.str.contains(EXPONENT))
    parts = pl.DataFrame({"cell": written}).select(
        pl.col("cell").str.extract(r"^[+-]?[0-9](?:\.([0-9]+))?", 1).fill_null("").str.len_chars().alias("digits"),
        pl.col("cell").str.extract(r"([0-9]+)$", 1).cast(pl.Int64).alias("power"),
    )
    return int((parts["digits"] < parts["power"]).sum())
