"""What every cleaning step is: declared parameters, a frame in, a frame and what it changed out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from segtui.columns import is_pattern
from segtui.declare import Declared, NamesColumns, OneOrMore
from segtui.errors import Fault, nearest


@dataclass(frozen=True)
class StepResult:
    """A step's result. `cells_changed` counts cells whose value differs in rows that stay; `notes` are sentences."""

    frame: pl.DataFrame
    columns: tuple[str, ...]
    cells_changed: int = 0
    notes: tuple[str, ...] = ()


class Step(Declared):
    """Base of the cleaning steps; a subclass sets `step: Literal["its_name"]` and says how it is applied."""

    leaves_id: ClassVar[bool] = False
    """Whether `columns` may not name the id, for the step changes what only a value may."""
    place: ClassVar[int] = 1
    """Where a suggested step goes: 0 rows once, 1 cells readable, 2 impossible ones empty, 3 gaps filled, 4 outliers
    drawn in, 5 columns out."""
    deals_with: ClassVar[tuple[str, ...]] = ()
    """The codes of alerts that are dealt with where the step works on their column; "*" for every alert."""

    off: bool = False
    """Whether the step is passed over, and kept for later."""

    @abstractmethod
    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Carry the step out on a frame; `id` names the column that must survive.

        Raises PlanError, its keys relative to the step, where a named column's kind does not suit, and DataError.
        """

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """Steps that do the same with nothing left to learn from the rows, for rows that come later.

        `before` is the frame that this step met in the run; on it they give what `apply` gave. Raises as `apply` does.
        """
        return (self,)

    @classmethod
    def called(cls) -> str:
        """The step's name in a plan."""
        return str(cls.model_fields["step"].default)

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns that the step names, as (plan key, name or glob) pairs."""
        return [("columns", pattern) for pattern in getattr(self, "columns", ())]

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns that there may be after the step, from those before it."""
        return list(columns)

    def renames(self) -> dict[str, str]:
        """The columns that the step gives a new name, old name first."""
        return {}

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """The names that match no column, each as a fault under the plan key `key`."""
        return [
            Fault(f"{key}.{part}", f'there is no column "{pattern}"', nearest(pattern, columns))
            for part, pattern in self.referenced()
            if pattern != "*" and not matching([pattern], columns)
        ]


def misnamed(name: str, key: str) -> list[Fault]:
    """A fault where a new column would have a name that stands for several columns."""
    what = f'"{name}" stands for several columns and is not valid as a name'
    return [Fault(key, what, "choose a name other than * that does not start with ^ and end with $")] * is_pattern(name)


def matching(patterns: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns that any of the names or globs stand for, in the table's order; what is a name is not a glob."""
    names, globs = set(patterns) & set(columns), set(patterns) - set(columns)
    return [c for c in columns if c in names or any(fnmatchcase(c, p) for p in globs)]


Names = Annotated[OneOrMore, NamesColumns()]
"""Columns: names or globs such as "Mnt*"; one alone may stand without brackets."""
Columns = Annotated[Names, Field(min_length=1)]
"""At least one column."""
