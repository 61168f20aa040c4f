"""Recognizing a log of events: one row for each thing that somebody did, with its time and mostly its type."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from segtui.data.identifiers.ids import find_owner
from segtui.data.table import Table
from segtui.features.log.log_columns import EVENT, LogColumns
from segtui.features.log.times import has_hours, is_timed
from segtui.features.recognition.order_columns import find_orders, layout_of, named_amount

_TYPE = re.compile(r"^(event|action|activity|interaction)([ _.-]?(name|type|kind))?$", re.IGNORECASE)
_MOST_TYPES = 200


@dataclass(frozen=True)
class FoundLog:
    """The columns of a log of events, and the program that exports it, empty where none is known."""

    columns: LogColumns
    program: str = ""

    @property
    def what(self) -> str:
        """What the table is, in a few words."""
        if self.columns.event is None:
            return "with times: a log of events of one type"
        return "with times and types: " + self._exported()

    def _exported(self) -> str:
        return f"a log of events as {self.program} exports it" if self.program else "a log of events"


def find_event_log(table: Table, owner: str | None = None) -> FoundLog | None:
    """The columns of a log of events, None for any other table; `owner` holds the customers' ids, where it is known."""
    return _known(table.frame, owner) or _typed(table.frame, owner) or _untyped(table, owner)


def _known(frame: pl.DataFrame, owner: str | None) -> FoundLog | None:
    """A known program's export."""
    layout = layout_of(frame)
    if layout is None or layout.event is None or not is_timed(frame[layout.time]):
        return None
    value = layout.value if layout.value and frame.schema[layout.value].is_numeric() else None
    return FoundLog(LogColumns(EVENT, owner or layout.id, layout.time, layout.event, value), layout.name)


def _typed(frame: pl.DataFrame, owner: str | None) -> FoundLog | None:
    """A table with a customer, a time of day and a column called after events; values are called after amounts."""
    owner = owner or find_owner(frame)
    times = [name for name in frame.columns if is_timed(frame[name]) and has_hours(frame[name]) and name != owner]
    types = [name for name in frame.columns if _TYPE.match(name) and _is_type(frame[name]) and name != owner]
    if not (owner and times and types):
        return None
    return FoundLog(LogColumns(EVENT, owner, times[0], types[0], named_amount(frame, {owner})))


def _untyped(table: Table, owner: str | None) -> FoundLog | None:
    """A table with a customer and times that are not the customer's own, and no amounts that would make it orders."""
    frame = table.frame
    owner = owner or find_owner(frame)
    if owner is None or find_orders(table, owner) is not None:
        return None
    alone = set(frame.columns) <= {owner, table.id, *(n for n in frame.columns if is_timed(frame[n]))}
    times = [n for n in frame.columns if n != owner and is_timed(frame[n]) and (alone or has_hours(frame[n]))]
    time = next((name for name in times if frame[[owner, name]].n_unique() > frame[owner].n_unique()), None)
    return None if time is None else FoundLog(LogColumns(EVENT, owner, time))


def _is_type(column: pl.Series) -> bool:
    return column.dtype == pl.String and 2 <= column.n_unique() <= _MOST_TYPES
