"""The rows of a run that is being made, as its exports look at them: all of them, wherever they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.pipeline.exports.data_rows import Data
from segtui.pipeline.exports.other_months import ROWS
from segtui.pipeline.exports.related_rows import of_data
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan


@dataclass(frozen=True)
class AllRows:
    """The rows as they were read, `source`, None for a plan without one, and as they were cleaned and joined, `made`.

    `columns` are those of both.
    """

    source: Data | None
    made: Beside
    columns: tuple[str, ...]

    @classmethod
    def in_memory(cls, plan: Plan, prepared: PreparedRun) -> Self:
        """Those of a run whose rows are in memory."""
        source = prepared.tables[0] if plan.source else None
        made = Beside(lambda: prepared.frame.iter_slices(ROWS), prepared.id, "none")
        return cls(source, made, (*prepared.frame.columns, *(source.frame.columns if source else ())))

    def tables(self) -> list[Beside]:
        """Both, to be looked at."""
        return [*([of_data(self.source)] if self.source else []), self.made]
