"""Columns of another table beside the customers, each brought to one value per customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, Literal, Self

import polars as pl
from pydantic import BeforeValidator, Field, model_validator

from segtui.data.identifiers.ids import find_id, find_owner
from segtui.data.reading.read_in_parts import Parting
from segtui.data.table import Table
from segtui.errors import Fault, PlanError, nearest
from segtui.features.log.past_rows import rows_before
from segtui.features.log.plain_cells import PlainColumns
from segtui.features.log.times import DAY, day_number, is_timed
from segtui.features.maker import Derived, missing_columns
from segtui.features.prefix import Prefix, prefixed
from segtui.features.recognition.joined_columns import joined_columns
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.language.wording import type_word
from segtui.libraries.columns import col

Aggregation = Literal["sum", "mean", "min", "max", "count", "n_unique", "first", "last", "mode"]
_NUMBERS = ("sum", "mean")
_ORDERED = ("min", "max")
_BY_ORDER = ("first", "last")
_NONE_IS_ZERO = ("sum", "count", "n_unique")
"""Those that are 0 for who has no row."""

_AGGREGATED: Mapping[Aggregation, Callable[[pl.Expr], pl.Expr]] = {
    # sorted, because a sum of floats depends on the order of rows
    "sum": lambda values: values.sort().sum(),
    "mean": lambda values: values.sort().mean(),
    "min": lambda values: values.min(),
    "max": lambda values: values.max(),
    "count": lambda values: values.len().cast(pl.Int64),
    "n_unique": lambda values: values.n_unique().cast(pl.Int64),
    "first": lambda values: values.first(),
    "last": lambda values: values.last(),
    "mode": lambda values: values.mode().sort().first(),
}
"""Each over the values of one customer that are not empty."""

Aggregations = Annotated[
    tuple[Aggregation, ...],
    Field(min_length=1),
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
]
"""One word or several."""
Name = Annotated[str, Field(min_length=1)]


class Join(TableMaker):
    """Columns of any other table, each aggregated to one value per customer and joined on the id.

    Adds a column for each aggregation, called by the column and the aggregation: amount_sum. Empty cells count for
    nothing. Customers without a row in the table have 0 as sum, count and n_unique, and nothing else.
    """

    fits_any_table: ClassVar[bool] = True

    kind: Literal["join"]
    """Columns of another table."""
    columns: Annotated[dict[Name, Aggregations], Field(min_length=1)]
    """What to make of each column, such as { amount = "sum", channel = ["mode", "n_unique"] }: one or several of sum,
    mean, min, max, count, n_unique (different values), first, last, mode (the most frequent value)."""
    order_by: Name | None = None
    """The column that first and last go by, such as a date."""
    prefix: Prefix = ""
    """What the names of the columns begin with, before an underscore; for a second table with the same names: with web
    or web_, amount_sum is web_amount_sum."""

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.order_by is None and any(how in _BY_ORDER for _, how in self._pairs()):
            raise ValueError(say("order_by: first and last need the column that they go by, such as a date"))
        return self

    @classmethod
    def proposed(cls, table: Table, owner: str | None = None) -> ProposedMaker | None:
        """For any table with an id, and columns beside it that can be brought to one value."""
        owner = owner or find_owner(table.frame) or find_id(table.frame)
        columns, once = joined_columns(table, owner) if owner else ({}, False)
        if not owner or not columns:
            return None
        what = "one row for each id" if once else "several rows for an id"
        return ProposedMaker(cls.model_validate({"kind": "join", "path": "", "id": owner, "columns": columns}), what)

    def columns_needed(self) -> tuple[str, ...] | None:
        """The id, the columns that are brought to one value, and the one that goes for their order."""
        return (self.id, *self.columns, *([self.order_by] if self.order_by else []))

    def parting(self) -> Parting | None:
        """By customer."""
        columns = tuple(dict.fromkeys(self.columns_needed() or ()))
        return Parting(self.id, columns, (PlainColumns(self.id, columns),))

    def apart(self, name: str) -> Self:
        """With the name in front of every column."""
        return self.model_copy(update={"prefix": name})

    def output_columns(self) -> tuple[str, ...]:
        """A column for each aggregation of each column."""
        return tuple(self._named(name, how) for name, how in self._pairs())

    def perhaps_text(self) -> tuple[str, ...]:
        """Values as the table has them: the most frequent, the first and the last."""
        return tuple(self._named(name, how) for name, how in self._pairs() if how in (*_BY_ORDER, "mode"))

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer, sorted by id; rows without an id are left out."""
        if found := self.faults(table.frame, "derive"):
            raise PlanError(found)
        frame = pl.concat([self._aggregated(rows) for rows in table.frames()]).sort(col(self.id))
        zero = {self._named(name, how): 0 for name, how in self._pairs() if how in _NONE_IS_ZERO}
        return Derived(frame, self.id, without_rows=zero, carried_out=self)

    def rows_before(self, table: Table, day: dt.date) -> Table | None:
        """The rows before the day, where `order_by` names a column of dates or times."""
        if found := self.faults(table.frame, "derive"):
            raise PlanError(found)
        if self.order_by is None or not is_timed(table.frame[self.order_by]):
            return None
        return rows_before(table, self.order_by, day_number(day) * DAY, str(day))

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there, and aggregations that do not go with a column's type."""
        found = missing_columns(key, {"id": self.id, "order_by": self.order_by}, frame.columns)
        for name, hows in self.columns.items():
            if name not in frame.columns:
                fix = nearest(name, frame.columns)
                found.append(Fault(f"{key}.columns", say('there is no column "{name}"', name=name), fix))
                continue
            if wrong := [how for how in hows if not _goes_with(frame.schema[name], how)]:
                what = say(
                    'there is no {wrong} of "{name}", which is {schema}',
                    wrong=wrong[0],
                    name=name,
                    schema=type_word(_kind(frame.schema[name])),
                )
                others = say("take mode, n_unique or count, or first and last")
                dated = say("take min, max, n_unique or count, or first and last")
                found.append(Fault(f"{key}.columns", what, dated if frame.schema[name].is_temporal() else others))
        if self.id in self.output_columns():
            found.append(
                Fault(
                    f"{key}.prefix", say('"{id}" is the id and would be a new column', id=self.id), say("give a prefix")
                )
            )
        return found

    def _aggregated(self, rows: pl.DataFrame) -> pl.DataFrame:
        """A row per customer of rows that are all of theirs."""
        rows = rows.filter(col(self.id).is_not_null())
        if self.order_by is not None:
            named = [name for name, _ in self._pairs()]
            rows = rows.sort([col(name) for name in dict.fromkeys([self.order_by, *named])], nulls_last=False)
        made = [_AGGREGATED[how](self._known(name, how)).alias(self._named(name, how)) for name, how in self._pairs()]
        return rows.group_by(col(self.id), maintain_order=True).agg(made)

    def _pairs(self) -> list[tuple[str, Aggregation]]:
        return [(name, how) for name, hows in self.columns.items() for how in dict.fromkeys(hows)]

    def _named(self, name: str, how: Aggregation) -> str:
        return prefixed(self.prefix, f"{name}_{how}")

    def _known(self, name: str, how: Aggregation) -> pl.Expr:
        """A customer's values of a column that are not empty; those with a place in the order where that matters."""
        there = col(name).is_not_null()
        if how in _BY_ORDER and self.order_by is not None:
            there &= col(self.order_by).is_not_null()
        return col(name).filter(there)


def _goes_with(dtype: pl.DataType, how: Aggregation) -> bool:
    numbers = dtype.is_numeric() or dtype in (pl.Boolean, pl.Null)
    return numbers or (how not in _NUMBERS and (how not in _ORDERED or dtype.is_temporal()))


def _kind(dtype: pl.DataType) -> str:
    return "text" if dtype == pl.String else "dates" if dtype.is_temporal() else str(dtype).lower()
