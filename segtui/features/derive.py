"""What every feature maker is: a table read from a file, a frame of features by id out."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field

import polars as pl

from segtui.data.table import Table
from segtui.declare import Declared


@dataclass(frozen=True)
class Derived:
    """Features made from another table.

    `frame` has one row per customer, its id under the name `id`, then the features. `notes` are sentences for the
    report; `edges` the upper bounds of the score bins by feature, where there are scores.
    """

    frame: pl.DataFrame
    id: str
    notes: tuple[str, ...] = ()
    edges: dict[str, tuple[float, ...]] = field(default_factory=dict)


class Derive(Declared):
    """Base of the feature makers; a subclass sets `kind: Literal["its_name"]`."""

    path: str
    """The table that the features are made from; relative to the plan's folder."""
    id: str
    """The column of that table that holds the customer's id."""

    @abstractmethod
    def make(self, table: Table) -> Derived:
        """Make the features from the table at `path`, as read."""
