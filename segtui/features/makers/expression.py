"""A new column from the columns that are there, by an SQL expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import polars as pl
from pydantic import AfterValidator

from segtui.cleaning.sql import Sql, SqlError, read_sql
from segtui.cleaning.sql_rows import looks_beyond
from segtui.errors import Fault, PlanError
from segtui.features.maker import Derived, MakerNote
from segtui.features.row_maker import RowMaker
from segtui.language.sentences import say, say_counted
from segtui.libraries.columns import is_pattern

_DAY = 86_400_000_000
"""Microseconds."""
_LARGEST = 2.0**63
_DAYS = say("take the difference of dates in one derive, and calculate with its days in the next")
_ROWS = say("compute sums, ranks and windows over rows in a table of their own, and join it")


def new_name(name: str) -> str:
    """The name of a column that a maker adds; raises ValueError for one that can't be."""
    if not name.strip() or is_pattern(name):
        raise ValueError(say("can't be the name of a column"))
    return name


def _readable(sql: str) -> str:
    try:
        read_sql(sql, say("an expression"))
    except SqlError as error:
        raise ValueError(say("{what}; {fix}", what=error.what, fix=error.fix) if error.fix else error.what) from None
    return sql


class Expression(RowMaker):
    """A new column from existing columns, by an SQL expression.

    Each row's value comes from that row alone. Differences of dates are days; what is not a finite number, such as a
    division by zero, or too large, is empty.
    """

    kind: Literal["expression"]
    """A column by SQL."""
    name: Annotated[str, AfterValidator(new_name)]
    """The name of the new column."""
    sql: Annotated[str, AfterValidator(_readable)]
    """A Polars SQL expression such as "income / household_size"; it may use columns of a derive before it."""

    def output_columns(self) -> tuple[str, ...]:
        """The new column."""
        return (self.name,)

    def columns_read(self) -> Mapping[str, Sequence[str]]:
        """Those that the expression names."""
        return {"sql": self._read().columns}

    def fit_transform(self, frame: pl.DataFrame, key: str) -> Derived:
        """The value of each row; PlanError where the expression does not fit the columns or looks at other rows."""
        values = self._values(frame, key)
        wrapped = _wrapped(values, self._read(), frame)
        values, undefined = self._finite(values.set(wrapped, None) if wrapped.any() else values, key)
        undefined += int(wrapped.sum())
        notes = []
        if undefined:
            told = say_counted(
                "{count:,} row has no finite value and is empty.",
                "{count:,} rows have no finite value and are empty.",
                undefined,
            )
            notes.append(MakerNote(told, self.name))
        return Derived(pl.DataFrame([values.alias(self.name)]), "", tuple(notes), carried_out=self)

    def _read(self) -> Sql:
        return read_sql(self.sql, say("an expression"))

    def _values(self, frame: pl.DataFrame, key: str) -> pl.Series:
        sql = self._read()
        try:
            values = sql.of(frame)
            beyond = looks_beyond(sql, values, frame)
        except SqlError as error:
            dated = any(frame.schema[name].is_temporal() for name in sql.columns)
            fix = error.fix or (_DAYS if dated else "")
            raise PlanError([Fault(f"{key}.sql", error.what, fix)]) from None
        if values.len() == 1:
            values = values.new_from_index(0, frame.height)
        if beyond or values.len() != frame.height:
            raise PlanError([Fault(f"{key}.sql", say("looks at more than one row"), _ROWS)])
        return values

    def _finite(self, values: pl.Series, key: str) -> tuple[pl.Series, int]:
        """The values as a column that a table can hold, and how many numbers in it were not finite."""
        if isinstance(values.dtype, pl.Duration):
            values = values.cast(pl.Duration("us")).cast(pl.Int64) / _DAY
        if values.dtype.is_nested() or values.dtype in (pl.Binary, pl.Object, pl.Time):
            what = say("gives {dtype} values", dtype=str(values.dtype).split("(")[0].lower())
            raise PlanError([Fault(f"{key}.sql", what, say("a column holds numbers, text, dates, or true and false"))])
        if values.dtype.is_decimal() or values.dtype in (pl.Null, pl.Int128):
            values = values.cast(pl.Float64)
        if not values.dtype.is_float():
            return values, 0
        finite = values.is_finite().fill_null(True)
        return values.set(~finite, None), int((~finite).sum())


def _wrapped(values: pl.Series, sql: Sql, frame: pl.DataFrame) -> pl.Series:
    """Which whole numbers are too large for 64 bits and have wrapped around."""
    none = pl.Series([False]).new_from_index(0, frame.height)
    numbers = [name for name in sql.columns if frame.schema[name].is_integer()]
    if not values.dtype.is_integer() or not numbers:
        return none
    try:
        fractions = sql.of(frame.with_columns(frame.get_column(name).cast(pl.Float64) for name in numbers))
    except SqlError:
        return none
    return (fractions.cast(pl.Float64, strict=False).abs() >= _LARGEST).fill_null(False)
