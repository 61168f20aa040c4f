"""Keeps the rows that meet a condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from segtui.cleaning import sql
from segtui.cleaning.sql_rows import condition_looks_beyond
from segtui.cleaning.step import Step, StepResult
from segtui.errors import Fault
from segtui.language.sentences import say_counted


class Filter(Step):
    """Keep the rows that meet a condition."""

    place: ClassVar[int] = 2
    deals_with: ClassVar[tuple[str, ...]] = ("*",)

    step: Literal["filter"] = "filter"
    where: Annotated[str, Field(min_length=1)]
    """A condition in SQL, such as income > 0 AND country IN ('FR', 'DE'). Rows where the condition meets an empty cell
    are removed."""

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """SQL that can't be read, and missing columns."""
        return sql.faults(self.where, columns, f"{key}.where")

    def needs_all_rows(self, before: pl.DataFrame | None = None) -> bool:
        """Whether the condition compares rows, as with an average or a rank."""
        return condition_looks_beyond(self.where, before)

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Keep the rows where the condition is true."""
        met = sql.true_rows(frame, self.where, "where")
        open_ = met.null_count()
        notes = [
            say_counted(
                "{count:,} row of {rows:,} kept where {condition}",
                "{count:,} rows of {rows:,} kept where {condition}",
                int(met.sum()),
                rows=frame.height,
                condition=self.where,
            )
        ]
        if open_:
            notes.append(
                say_counted(
                    "{count:,} row dropped because the condition meets an empty cell",
                    "{count:,} rows dropped because the condition meets an empty cell",
                    open_,
                )
            )
        return StepResult(frame.filter(met), tuple(sql.names_in(self.where)), notes=tuple(notes))
