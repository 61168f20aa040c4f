"""A share of all customers, the same in every table: predictions over many rows learn from these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import polars as pl

from segtui.data.table import Table
from segtui.data.types.plain_ids import plain_ids
from segtui.prediction.snapshots.new_customers import drawn

_APART = 1 << 63
"""Keeps the draw apart from that of the customers whom nothing is learned from, which has the plan's seed."""


@dataclass(frozen=True)
class DrawnCustomers:
    """A `share` of all customers, above 0 to 1, by their ids and the plan's seed alone."""

    share: float
    seed: int

    @classmethod
    def of(cls, customers: int, most: int, seed: int) -> Self:
        """About `most` of these customers, or all."""
        return cls(min(1.0, most / max(customers, 1)), seed)

    @property
    def are_all(self) -> bool:
        """Whether nobody is left out."""
        return self.share >= 1

    def keeps(self, ids: pl.Series) -> pl.Series:
        """Whether each id (n) is one of theirs; 007 and 7 are the same here, as they are where tables are joined."""
        if self.are_all:
            return pl.repeat(True, len(ids), eager=True)
        plain = plain_ids(ids).cast(pl.String).str.strip_chars().str.strip_chars_start("0").fill_null("")
        people = plain.unique()
        chosen = people.filter(pl.Series(drawn(people, self.seed ^ _APART) < self.share))
        return plain.is_in(chosen.implode())

    def rows(self, frame: pl.DataFrame, id: str) -> pl.DataFrame:
        """The rows of a frame that are theirs."""
        return frame if self.are_all else frame.filter(self.keeps(frame.get_column(id)))

    def table(self, table: Table, id: str) -> Table:
        """The rows of a table that are theirs, in memory; the table as it is where they are all."""
        if self.are_all:
            return table
        return replace(table, frame=pl.concat([self.rows(each, id) for each in table.frames()]), parts=())
