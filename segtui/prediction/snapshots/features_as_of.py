"""The features that the plan's makers would have made on a day, of what was known then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from segtui.data.table import Table
from segtui.errors import DataError
from segtui.features.join_features import join_part
from segtui.features.maker import Derived, FeatureMaker
from segtui.features.row_maker import RowMaker
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say


@dataclass(frozen=True)
class Makers:
    """The plan's feature makers, in its order, and what they read.

    `tables` has the table of each maker that reads one, by its place (from 0). `customers` are the cleaned rows of the
    customers' own table with `id`, where there is one: what stands there counts as known at all times. `learned` is
    what makers learned before, by their place; others learn from the rows of the day that they are asked for.
    """

    makers: tuple[FeatureMaker, ...]
    tables: Mapping[int, Table]
    customers: pl.DataFrame | None = None
    id: str = "id"
    learned: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def as_of(self, ids: pl.Series, day: dt.date) -> AsOf:
        """The features of customers (n distinct ids) as they were when a day began.

        Every maker is given the rows of its table before the day and none after. Raises what the makers raise: on an
        early day DataError, where there is too little to make features of.
        """
        frame = pl.DataFrame({self.id: ids})
        if self.customers is not None:
            own = self.customers.unique(self.id, keep="first", maintain_order=True)
            frame = frame.join(own, on=self.id, how="left", maintain_order="left")
        return self.of_rows(frame, self.of_tables(day))

    def of_tables(self, day: dt.date, made_before: Mapping[int, Derived] | None = None) -> dict[int, Derived]:
        """The features that are made of tables, by the maker's place, as they were when a day began.

        Those of tables that do not say when their rows came are missing; `made_before` are known already.
        """
        made: dict[int, Derived] = dict(made_before or {})
        for place, maker in enumerate(self.makers):
            if place in made or not isinstance(maker, TableMaker):
                continue
            past = maker.rows_before(self.tables[place], day)
            if past is not None:
                made[place] = self._of_table(maker.measured_to(day), place, past)
        return made

    def _of_table(self, maker: TableMaker, place: int, past: Table) -> Derived:
        known = self.learned.get(place)
        return maker.fit_transform(past) if known is None else maker.transform(past, known)

    def of_rows(self, frame: pl.DataFrame, of_tables: Mapping[int, Derived]) -> AsOf:
        """The features of rows with the id and the columns of the customers' own table, by what was made of tables."""
        made: dict[int, Derived] = {}
        untimed: list[int] = []
        for place, maker in enumerate(self.makers):
            found = self._of_rows(maker, place, frame) if isinstance(maker, RowMaker) else of_tables.get(place)
            if found is None:
                untimed.append(place)
                continue
            made[place] = found
            frame, _ = join_part(frame, self.id, found, f"derive[{place + 1}]")
        return AsOf(frame, tuple(untimed), made)

    def settled(self, ids: pl.Series, day: dt.date) -> Makers:
        """The same with everything decided that the makers leave open, such as which events get columns, as of a day.

        Makers of the customers' own rows learn from the rows of that day, unless they have learned before.
        """
        made = self.as_of(ids, day).made
        makers = tuple(
            made[place].carried_out or maker if place in made else maker for place, maker in enumerate(self.makers)
        )
        of_rows = [place for place, maker in enumerate(self.makers) if isinstance(maker, RowMaker) and place in made]
        learned = {place: made[place].learned for place in of_rows}
        return replace(self, makers=makers, learned={**learned, **self.learned})

    def _of_rows(self, maker: RowMaker, place: int, frame: pl.DataFrame) -> Derived | None:
        """What a maker makes of the rows; None where it reads what is not there."""
        if any(name not in frame.columns for name in maker.inputs()):
            return None
        key = f"derive[{place + 1}]"
        if place in self.learned:
            return maker.transform(frame, self.learned[place], key)
        return maker.fit_transform(frame, key)


@dataclass(frozen=True)
class AsOf:
    """The features of customers as of a day: `frame` has the id and the features, a row per customer.

    `untimed` are the places of makers whose tables do not say when their rows came, so that they are left out, with
    those that read what they would have made.
    """

    frame: pl.DataFrame
    untimed: tuple[int, ...]
    made: Mapping[int, Derived]


def too_early(error: DataError, day: dt.date) -> DataError:
    """The error of a maker with the day of the snapshot that it was asked for."""
    return DataError(say("{what} (as of {day})", what=error.what, day=day), where=error.where, fix=error.fix)
