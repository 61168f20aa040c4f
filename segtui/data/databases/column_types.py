"""How the types of a database's columns come out: as they are, as SQL that makes them readable, or as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from segtui.data.databases.table_address import quoted
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.columns import col

_MOST = 10**18
How = Literal["plain", "day", "interval", "exact", "text"]
"""plain: as it is; day: a day or time that may be infinite; exact: a number that no float or integer of 64 bits may
hold; interval: as seconds; text: as the database writes it."""


@dataclass(frozen=True)
class DatabaseColumn:
    """A column of a statement: its name, the database's word for its type, and how it is read."""

    name: str
    kind: str
    how: How


def refuse_equal_names(columns: Iterable[DatabaseColumn], where: str) -> None:
    """DataError where two columns of a statement have one name."""
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            fix = say('name them apart: select … as "{name}_2"', name=column.name)
            raise DataError(say('two columns are called "{name}"', name=column.name), where=where, fix=fix)
        seen.add(column.name)


def needed_columns(columns: list[DatabaseColumn], place: InputFile) -> list[DatabaseColumn]:
    """The columns that are to be read: all, where no fewer are asked for or none of those is there."""
    return [column for column in columns if place.only is not None and column.name in place.only] or columns


def infinite(columns: Iterable[DatabaseColumn], statement: str) -> str:
    """SQL that counts the infinite days and times of each column that can have some; empty where none can."""
    days = [quoted(column.name) for column in columns if column.how == "day"]
    counts = [f"count(*) filter (where not isfinite({day})) as {day}" for day in days]
    return f"select {', '.join(counts)} from ({statement}\n) as asked" if counts else ""


def typed(scan: pl.LazyFrame, columns: Iterable[DatabaseColumn]) -> pl.LazyFrame:
    """The rows with exact numbers made integers where all of a column are whole and fit, decimals where they do not."""
    there = scan.collect_schema().names()
    exact = [column.name for column in columns if column.how == "exact" and column.name in there]
    if not exact:
        return scan
    schema = scan.collect_schema()
    whole = [_fails_whole(name, schema[name]).alias(f"{i}") for i, name in enumerate(exact)]
    long = [_is_long(name, schema[name]).alias(f"{i} long") for i, name in enumerate(exact)]
    found = scan.select(*whole, *long).collect().row(0, named=True)
    casts = []
    for i, name in enumerate(exact):
        if not found[f"{i}"]:
            casts.append(col(name).cast(pl.Int64))
        elif not found[f"{i} long"]:
            casts.append(col(name).cast(pl.Float64))
        else:
            casts.append(col(name).cast(pl.String))
    return scan.with_columns(casts)


def _fails_whole(name: str, dtype: pl.DataType) -> pl.Expr:
    """Whether a number of a column has a fraction, or more than 18 digits."""
    number = col(name)
    if isinstance(dtype, pl.Decimal):
        return ((number != number.floor()) | (number.abs() >= _MOST)).any()
    return (~number.str.contains(r"^-?\d{1,18}$")).any()


def _is_long(name: str, dtype: pl.DataType) -> pl.Expr:
    """Whether an integer of a column has more than 18 digits."""
    number = col(name)
    if isinstance(dtype, pl.Decimal):
        return ((number == number.floor()) & (number.abs() >= _MOST)).any()
    return number.str.contains(r"^-?\d{19,}$").any()


def told(columns: Iterable[DatabaseColumn], infinities: dict[str, int]) -> tuple[str, ...]:
    """Sentences on what did not come out as it is in the database."""
    notes = [
        say("{name} holds intervals; they are read as seconds, a month as 30 days.", name=f'"{column.name}"')
        for column in columns
        if column.how == "interval"
    ]
    notes += [
        say("{name} has {count:,} days or times that are infinite; they are read as empty.", name=f'"{n}"', count=count)
        for n, count in infinities.items()
        if count
    ]
    as_text = [f'"{column.name}" ({column.kind})' for column in columns if column.how == "text"]
    if as_text:
        notes.append(say("Columns of other types are read as text: {names}.", names=", ".join(as_text)))
    return tuple(notes)
