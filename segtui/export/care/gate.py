"""The one gate that every row of every export goes through before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from segtui.export.order import Export

OUT = {"id": pl.String, "reason": pl.String, "detail": pl.String}
"""The columns of what a gate keeps back."""


@dataclass(frozen=True)
class Sorted:
    """A batch sorted: the rows that may leave, and for each of the others its `id`, `reason` and `detail`."""

    kept: pl.DataFrame
    out: pl.DataFrame


class Gate:
    """Built once for an export, from the order and from which column holds which part of a person.

    `holds` maps parts, such as "email", to the data's columns.
    """

    def __init__(self, order: Export, holds: Mapping[str, str]) -> None:
        self.order = order
        self.holds = dict(holds)

    def sort(self, batch: pl.DataFrame) -> Sorted:
        """Sort a batch with the columns id, segment, segment_name and those of the data."""
        return Sorted(batch, pl.DataFrame(schema=OUT))
