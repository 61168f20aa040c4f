"""Rows that come later, from a file or from a stream, as scoring takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

import polars as pl

from segtui.data.table import Table
from segtui.features.maker import Derived
from segtui.prediction.labels.log_outcome import LogOutcome


class RowSource(Protocol):
    """Typed rows as a run's cleaning starts from them, batch by batch, as often as they are asked for.

    `derived` are the features of each derive with a table, by its number; `active` the ids (sorted) of those whom
    predictions ask of a log; `matches` takes the pairs of rows that cleaning finds to be one person.
    """

    derived: dict[int, Derived]
    active: dict[LogOutcome, pl.Series]
    matches: list[pl.DataFrame]

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each batch."""


class CountedRows(RowSource, Protocol):
    """The same with what could not be read, by column, dates that stand for none, and the tables behind the features
    where they are kept."""

    unread: Counter[str]
    sentinels: Counter[str]
    tables: dict[int, Table]
