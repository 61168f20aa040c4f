"""Messages of a FrameTable: where the cursor went, what was chosen, how the rows are ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

import polars as pl
from textual.dom import DOMNode
from textual.message import Message


class TableOfFrame(Protocol):
    """A table as those see it whom it tells something."""

    @property
    def frame(self) -> pl.DataFrame | None:
        """The data shown."""

    @property
    def is_running(self) -> bool:
        """Whether it can post messages."""

    def post_message(self, message: Message) -> bool:
        """Tell the screen."""


@dataclass
class _FromTable(Message):
    table: TableOfFrame

    @property
    def control(self) -> DOMNode:
        """The table that sent this, for `@on(FrameTable.Sorted, "#orders")`."""
        return cast("DOMNode", self.table)


@dataclass
class CursorMoved(_FromTable, namespace="frame_table"):
    """The cursor moved; `row` counts rows of the frame, `position` those of the view."""

    row: int | None
    position: int
    column: str | None

    def can_replace(self, message: Message) -> bool:
        """Only the last of many moves matters."""
        return isinstance(message, CursorMoved) and message.table is self.table


@dataclass
class RowSelected(_FromTable, namespace="frame_table"):
    """Enter or a double click on a row."""

    row: int
    position: int


@dataclass
class CellSelected(_FromTable, namespace="frame_table"):
    """Enter or a double click on a cell; sent after RowSelected."""

    row: int
    position: int
    column: str
    value: object


@dataclass
class Sorted(_FromTable, namespace="frame_table"):
    """The rows are in another order; `column` is None for the frame's own."""

    column: str | None
    descending: bool
