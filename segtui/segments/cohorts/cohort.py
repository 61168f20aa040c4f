"""What a plan says of a cohort table."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from segtui.data.databases.plan_keys import AsksDatabase, TablePath
from segtui.data.reading.read_in_parts import Parting
from segtui.data.source import Source
from segtui.errors import Fault
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.features.log.log_maker import Day
from segtui.features.log.times import TimeZone
from segtui.language.sentences import say

Step = Literal["day", "week", "month"]
Measure = Literal["customers", "revenue", "orders"]


class Cohort(AsksDatabase):
    """How many customers come back, and what they bring, by the period of their first order or event."""

    path: TablePath
    """The table of orders, or of other events; relative to the plan's folder."""
    id: str
    """The column of that table that holds the customer's id."""
    date: str
    """The column of the date of the order or event."""
    amount: str | None = None
    """The column of the amount, or a Polars SQL expression such as "Quantity * UnitPrice"; only revenue needs it.
    Rows with a negative amount are returns and not orders."""
    order: str | None = None
    """The column of the order's id: rows that share it are one order; default: each row is an order."""
    by: Step = "month"
    """The length of a period: day, week (from Monday) or month. Those whose first order is in one are a cohort."""
    measure: Measure = "customers"
    """What is measured in each period: customers who ordered, revenue (less returns) or orders."""
    periods: Annotated[int, Field(ge=1, le=120)] = 12
    """The number of periods for which a cohort is followed after its first."""
    split: Literal["segment"] | None = None
    """Whether there is a table for each segment as well."""
    as_of: Day | None = None
    """The last day that the table covers: its rows count, later ones do not; default: the day of the last order. A
    period that ends after it is marked as incomplete."""
    timezone: TimeZone | None = None
    """The zone whose days count, such as Europe/Paris; for times with an offset and times since 1970, default: UTC.
    Times without an offset are taken as given."""

    @model_validator(mode="after")
    def _has_amounts(self) -> Self:
        if self.measure == "revenue" and self.amount is None:
            raise ValueError(say('amount: measure = "revenue" needs the column of the amounts'))
        return self

    @property
    def of_orders(self) -> bool:
        """Whether the plan says that the rows are orders: by an amount, an order's id or the measure."""
        return self.measure != "customers" or self.amount is not None or self.order is not None

    def table(self) -> Source:
        """The table of orders, as a source to read."""
        return Source(path=self.path)

    def log_columns(self) -> LogColumns:
        """What the columns of the table are."""
        return LogColumns(ORDER, self.id, self.date, None, self.amount, self.order, self.timezone)

    def parting(self) -> Parting | None:
        """How the table may be read in parts, each with all rows of its customers."""
        return self.log_columns().parting()

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that the table does not have or that are of the wrong kind, under the plan key `key`."""
        return self.log_columns().faults(frame, key)
