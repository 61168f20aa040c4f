"""What a cleaning step is: declared parameters, a frame in, a frame and what it changed out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from segtui.cleaning.column_totals import Asked, ColumnTotals
from segtui.cleaning.matching.known_people import KnownPeople
from segtui.declare import Declared, NamesColumns, OneOrMore
from segtui.errors import Fault, nearest
from segtui.language.sentences import say
from segtui.libraries.columns import is_pattern


@dataclass(frozen=True)
class StepResult:
    """A step's result. `cells_changed` counts cells whose value differs in rows that stay; `notes` are sentences.

    `matches` are pairs of rows that are or may be one person, of a step that looks for them: their ids as text (id, and
    other, the row that stays), the probability, and whether they were merged; of such a
    step `stayed` are the places of the rows that stay.
    """

    frame: pl.DataFrame
    columns: tuple[str, ...]
    cells_changed: int = 0
    notes: tuple[str, ...] = ()
    matches: pl.DataFrame | None = None
    stayed: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Way:
    """A way to do a step: its settings that differ from the other ways', and how many values and cells it changes."""

    settings: Mapping[str, str]
    values: int
    cells: int


class Step(Declared):
    """Base of the cleaning steps; a subclass sets `step: Literal["its_name"]` and says how it is applied."""

    leaves_id: ClassVar[bool] = False
    """Whether `columns` must not name the id, because the step changes values."""
    place: ClassVar[int] = 1
    """The order of suggested steps: 0 remove duplicate rows, 1 make cells readable, 2 empty impossible values, 3 fill
    gaps, 4 clip outliers, 5 drop columns."""
    deals_with: ClassVar[tuple[str, ...]] = ()
    """The codes of the alerts that the step resolves in the columns it works on; "*" for every alert."""

    merges_rows: ClassVar[bool] = False
    """Whether a row may get cells of others, which are taken out: later rows come to such a step all at once."""

    off: bool = False
    """Whether the step is skipped but stays in the plan."""

    @abstractmethod
    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Apply the step to a frame; `id` names the column that must survive.

        Raises PlanError, with keys relative to the step, if a named column has the wrong type, and DataError.
        """

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """Fitted steps that do the same to later rows without learning from them.

        `before` is the frame that this step got in the run; on it they give the same result as `apply`. Raises like
        `apply`. Their class is in segtui/cleaning/fitted, or in the step's own file with an underscore in front.
        """
        return (self,)

    def needs_all_rows(self, before: pl.DataFrame | None = None) -> bool:
        """Whether the step, once fitted, does something else to parts of the rows than to all of them at once.

        `before` is a sample of the rows that come to it, where there is one: it may tell more than the step's keys.
        """
        return self.merges_rows

    def asks(self, before: pl.DataFrame, *, id: str) -> dict[str, Asked]:
        """What `fitted_by` must know of columns over all rows, of which `before` is a random sample; raises like
        `apply`."""
        return {}

    def fitted_by(self, before: pl.DataFrame, facts: Mapping[str, ColumnTotals], *, id: str) -> tuple[Step, ...]:
        """What `fitted` gives for all rows, from a random sample of them and what it asked; raises like `apply`."""
        return self.fitted(before, id=id)

    def knowing(self, people: KnownPeople) -> Step:
        """The step for rows among which may be people of an earlier run; the same where it does not merge rows."""
        return self

    def ways(self, before: pl.DataFrame, *, id: str) -> tuple[Way, ...]:
        """The ways to do this step, with what each does to the frame, for a choice between them; none without one.

        Raises like `apply`.
        """
        return ()

    @classmethod
    def remedy(
        cls, alert: Mapping[str, Any], column: Mapping[str, Any], name: str
    ) -> tuple[str, dict[str, Any]] | None:
        """What the step can do about an alert that it deals with: a few words for it, and the settings of the step.

        `alert` and `column` are plain data from the profile (code, count and facts; kind, min, max …), `name` is the
        column's name after cleaning. None if it suggests nothing; a built-in suggestion comes before it.
        """
        return None

    @classmethod
    def called(cls) -> str:
        """The step's name in a plan."""
        return str(cls.model_fields["step"].default)

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns that the step names, as (plan key, name or glob) pairs."""
        return [("columns", pattern) for pattern in getattr(self, "columns", ())]

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns that may exist after the step, given those before it."""
        return list(columns)

    def renames(self) -> dict[str, str]:
        """The columns that the step gives a new name, old name first."""
        return {}

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """The names that match no column, each as a fault under the plan key `key`."""
        return [
            Fault(f"{key}.{part}", say('there is no column "{pattern}"', pattern=pattern), nearest(pattern, columns))
            for part, pattern in self.referenced()
            if pattern != "*" and not matching([pattern], columns)
        ]


def misnamed(name: str, key: str) -> list[Fault]:
    """A fault if a new column would have a name that stands for several columns."""
    what = say('"{name}" stands for several columns and is not valid as a name', name=name)
    return [Fault(key, what, say("choose a name other than * that does not start with ^ and end with $"))] * is_pattern(
        name
    )


def matching(patterns: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns that any of the names or globs match, in the table's order; an existing name is never a glob."""
    names, globs = set(patterns) & set(columns), set(patterns) - set(columns)
    return [c for c in columns if c in names or any(fnmatchcase(c, p) for p in globs)]


Names = Annotated[OneOrMore, NamesColumns()]
"""Columns: names or globs such as "Mnt*"; a single one needs no brackets."""
Columns = Annotated[Names, Field(min_length=1)]
"""At least one column."""
