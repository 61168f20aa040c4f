"""The feature makers that read a table of their own: a table in, a frame of features by id out."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Self

import polars as pl

from segtui.data.databases.plan_keys import AsksDatabase, TablePath
from segtui.data.reading.read_in_parts import Parting
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import Fault
from segtui.features.maker import Derived, FeatureMaker, missing_columns
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.language.sentences import say


class TableMaker(AsksDatabase, FeatureMaker):
    """Base of the makers that read another table; a subclass sets `kind: Literal["its_name"]`."""

    starter_place: ClassVar[int | None] = None
    """Where it stands among the makers that a starter plan for a table of its own begins with; None: nowhere."""
    starter_beside: ClassVar[bool] = False
    """Whether a starter plan has it beside another maker of the same table."""

    fits_any_table: ClassVar[bool] = False
    """Whether it can be made of any table with an id, so that a maker that knows what the table is goes before."""
    starter_unlogged: ClassVar[tuple[str, ...]] = ()
    """Columns whose logarithm a starter plan never takes."""

    path: TablePath
    """The table that the features are made from; relative to the plan's folder."""
    id: str
    """The column of that table that holds the customer's id."""

    @classmethod
    def proposed(cls, table: Table, owner: str | None = None) -> ProposedMaker | None:
        """The maker with keys for a table that it fits, None for any other; its path stays empty.

        `owner` is the column of the customers' ids, where that is known.
        """
        return None

    def apart(self, name: str) -> Self:
        """The maker with columns called apart by `name` from those of another table, where it can do that."""
        return self

    def table(self) -> Source:
        """The table that the features are made from, as a source to read."""
        return Source(path=self.path)

    def columns_needed(self) -> tuple[str, ...] | None:
        """The columns of the table that are read, so that others need not be; None where it may be all of them."""
        return None

    def parting(self) -> Parting | None:
        """How the table may be read in parts where it is large, each with all rows of its ids; None: as a whole."""
        return None

    def origin(self) -> str:
        """The path of the table."""
        return self.path

    def with_paths(self, moved: Callable[[str], str]) -> Self:
        """The maker with its table's path replaced by what `moved` makes of it."""
        return self.model_copy(update={"path": moved(self.path)})

    @abstractmethod
    def fit_transform(self, table: Table) -> Derived:
        """Make the features from the table at `path`, as read.

        Raises PlanError with the faults of `faults` under the key `derive`, or DataError.
        """

    def transform(self, table: Table, learned: Mapping[str, Any]) -> Derived:
        """The features of a table that came later, by what the run's own table taught (`Derived.learned`)."""
        return self.fit_transform(table)

    def unpinned(self) -> Self:
        """The maker for a table that came later: a day that the run's own table was measured to is open again."""
        return self

    def rows_before(self, table: Table, day: dt.date) -> Table | None:
        """The table as it was when a day began: the rows before it; None where nothing says when its rows came.

        Raises DataError where there was none, PlanError with the faults of `faults`.
        """
        return None

    def measured_to(self, day: dt.date) -> Self:
        """The maker with a day to measure to, where it measures to one."""
        return self

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """What the maker names that the table does not have, each as a fault under the plan key `key`."""
        return missing_columns(key, {"id": self.id}, frame.columns)


def taken_id(id: str, added: Collection[str], kind: str, key: str) -> list[Fault]:
    """A fault under the plan key `key` if the id column has the name of one that a maker of this kind adds."""
    if id not in added:
        return []
    return [
        Fault(
            f"{key}.id",
            say('"{id}" is the name of a column that {kind} adds', id=id, kind=kind),
            say("rename the id column"),
        )
    ]
