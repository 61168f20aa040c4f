"""How many rows each customer has in a table of events.

A template: copy it to segtui/features/makers/NAME.py and fill in what is yours.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.data.table import Table
from segtui.errors import PlanError
from segtui.features.maker import Derived
from segtui.features.table_maker import TableMaker
from segtui.language.translation import to_translate
from segtui.libraries.columns import col


class Counts(TableMaker):
    """How many events each customer has; often is the segment of those with more than one."""

    always_adds: ClassVar[tuple[str, ...]] = ("events", "events_score", "often")
    default_excluded: ClassVar[tuple[str, ...]] = ("events_score",)
    segment_column: ClassVar[str | None] = "often"
    rules_title: ClassVar[str] = "event"

    kind: Literal["counts"]
    """Counts of events."""

    def output_columns(self) -> tuple[str, ...]:
        """The columns, whatever the settings."""
        return self.always_adds

    def labels(self) -> dict[str, str]:
        """What people call them."""
        return {
            "events": to_translate("number of events"),
            "events_score": to_translate("event score"),
            "often": to_translate("event segment"),
        }

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer, sorted by id."""
        if found := self.faults(table.frame, "derive"):
            raise PlanError(found)
        counted = table.frame.group_by(col(self.id)).agg(events=pl.len().cast(pl.Int64)).drop_nulls().sort(col(self.id))
        often = pl.when(pl.col("events") > 1).then(pl.lit("often")).otherwise(pl.lit("once"))
        frame = counted.with_columns(events_score=pl.col("events").clip(1, 2), often=often)
        return Derived(frame, self.id, carried_out=self)
