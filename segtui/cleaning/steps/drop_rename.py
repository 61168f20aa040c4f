"""Drops and renames columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from segtui.cleaning.step import Columns, Step, StepResult, matching, misnamed
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say
from segtui.libraries.columns import cols


class Drop(Step):
    """Drop columns."""

    leaves_id: ClassVar[bool] = True
    place: ClassVar[int] = 5
    deals_with: ClassVar[tuple[str, ...]] = ("*",)

    step: Literal["drop"] = "drop"
    columns: Columns
    """The columns to drop, as names or globs; globs never match the id."""

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns that are left."""
        gone = matching(self.columns, columns)
        return [c for c in columns if c not in gone]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Drop the columns; the id named in full is a fault."""
        if id in self.columns:
            raise PlanError([Fault("columns", say('"{id}" is the id and can\'t be dropped', id=id))])
        gone = [c for c in matching(self.columns, frame.columns) if c != id]
        return StepResult(frame.drop(cols(gone)), tuple(gone))


class Rename(Step):
    """Rename columns."""

    place: ClassVar[int] = 0

    step: Literal["rename"] = "rename"
    columns: Annotated[dict[str, Annotated[str, Field(min_length=1)]], Field(min_length=1)]
    """Old name = new name."""

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The old names."""
        return [("columns", old) for old in self.columns]

    def renames(self) -> dict[str, str]:
        """Old and new names."""
        return dict(self.columns)

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns under their new names."""
        return [self.columns.get(c, c) for c in columns]

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """Old names that do not exist (globs are not allowed), and new names that would exist twice."""
        found = [f for f in super().faults(columns, key) if f]
        known = {f.what for f in found}
        for old in self.columns:
            what = say('there is no column "{old}"', old=old)
            if old not in columns and what not in known:
                found.append(Fault(f"{key}.columns", what, say("rename takes names, not globs")))
        for new in self.columns.values():
            found += misnamed(new, f"{key}.columns")
        after = self.output_columns(columns)
        twice = sorted({name for name in after if after.count(name) > 1})
        return found + [
            Fault(f"{key}.columns", say('there would be two columns "{name}"', name=name)) for name in twice
        ]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Rename the columns; no cell changes."""
        said = tuple(say("{old} is now {new}", old=old, new=new) for old, new in self.columns.items())
        return StepResult(frame.rename(self.columns), tuple(self.columns.values()), notes=said)
