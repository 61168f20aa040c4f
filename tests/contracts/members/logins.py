"""How many logins each customer has, in columns that are named like scores of RFM."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.data.table import Table
from segtui.errors import PlanError
from segtui.features.maker import Derived
from segtui.features.table_maker import TableMaker
from segtui.libraries.columns import col


class Logins(TableMaker):
    """How many logins each customer has; f_often is the segment of those with more than one."""

    always_adds: ClassVar[tuple[str, ...]] = ("f_logins", "f_score_of_logins", "f_often")
    default_excluded: ClassVar[tuple[str, ...]] = ("f_score_of_logins",)
    segment_column: ClassVar[str | None] = "f_often"
    rules_title: ClassVar[str] = "login"

    kind: Literal["logins"]
    """Counts of logins."""

    def output_columns(self) -> tuple[str, ...]:
        """The columns, whatever the settings."""
        return self.always_adds

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer, sorted by id."""
        if found := self.faults(table.frame, "derive"):
            raise PlanError(found)
        counted = (
            table.frame.group_by(col(self.id)).agg(f_logins=pl.len().cast(pl.Int64)).drop_nulls().sort(col(self.id))
        )
        often = pl.when(pl.col("f_logins") > 1).then(pl.lit("often")).otherwise(pl.lit("once"))
        frame = counted.with_columns(f_score_of_logins=pl.col("f_logins").clip(1, 2), f_often=often)
        return Derived(frame, self.id, carried_out=self)
