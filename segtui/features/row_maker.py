"""The feature makers that read no table: they add columns to the customers' own rows, after cleaning."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from segtui.errors import Fault, nearest
from segtui.features.maker import Derived, FeatureMaker
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.language.sentences import say


class RowMaker(FeatureMaker):
    """Base of the makers that work on the customers' own rows; a subclass sets `kind: Literal["its_name"]`.

    It sees the cleaned rows with the features of every [[derive]] before it. What a row gets depends on that row and
    on what was learned, never on the rows beside it, because later rows come in batches.
    """

    @classmethod
    def proposed(cls, frame: pl.DataFrame, id: str) -> ProposedMaker | None:
        """The maker with keys for a table of customers that it fits, None for any other; `id` is its id column."""
        return None

    @abstractmethod
    def columns_read(self) -> Mapping[str, Sequence[str]]:
        """The columns that it reads, by the key of the maker that names them; known before any table is read."""

    def origin(self) -> str:
        """The columns that it reads."""
        return ", ".join(self.inputs())

    def inputs(self) -> tuple[str, ...]:
        """The columns that it reads, each once."""
        return tuple(dict.fromkeys(name for names in self.columns_read().values() for name in names))

    def unknown(
        self,
        columns: Sequence[str],
        key: str,
        later: Mapping[str, int] | None = None,
        waiting: Collection[int] = (),
    ) -> list[Fault]:
        """A fault for each column that it reads and that is not among `columns`, under the plan key `key`.

        `later` has the columns that a [[derive]] makes, by its number: of those from this one on there is no value yet.
        `waiting` are the numbers of those that need a column of this one themselves.
        """
        return [
            Fault(
                f"{key}.{part}",
                say('there is no column "{name}"', name=name),
                self._instead(name, columns, later or {}, waiting),
            )
            for part, names in self.columns_read().items()
            for name in names
            if name not in columns
        ]

    def _instead(self, name: str, columns: Sequence[str], later: Mapping[str, int], waiting: Collection[int]) -> str:
        if name in self.output_columns():
            return say("a [[derive]] can't read the column that it makes: give the new one another name")
        if later.get(name) in waiting:
            return say(
                "derive[{later}] makes it from what this one makes: one of them has to do without the other",
                later=later[name],
            )
        if name in later:
            return say("derive[{later}] makes it: move that one up, before this one", later=later[name])
        return nearest(name, columns)

    @abstractmethod
    def fit_transform(self, frame: pl.DataFrame, key: str) -> Derived:
        """Make the features of each row of `frame`, in their order; `Derived.id` stays empty.

        Raises PlanError under the plan key `key`, which names the [[derive]], or DataError.
        """

    def transform(self, frame: pl.DataFrame, learned: Mapping[str, Any], key: str) -> Derived:
        """The features of rows that came later, by what the run's own rows taught (`Derived.learned`)."""
        return self.fit_transform(frame, key)
