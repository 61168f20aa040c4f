"""The visible part of a frame, and the position of the cursor."""

from __future__ import annotations

import polars as pl
from textual.geometry import Offset
from textual.widget import Widget

from widgets.frame.column_layout import FrameColumns, Slot
from widgets.frame.view import FrameView

HEADER = -1
"""The position of the header under the pointer."""


class FrameViewport:
    """The window of a widget onto a view: scrolled by rows and by columns, with a cursor on one cell.

    `position` and `top` count rows of the view, `column` and `left` columns of the frame.
    """

    def __init__(self, widget: Widget) -> None:
        """Look at an empty frame, as large as `widget` is now and later."""
        self._widget = widget
        self.view = FrameView(pl.DataFrame())
        self.columns = FrameColumns()
        self.position = self.column = self.top = self.left = 0
        self.gutter = 1
        """Cells left of the first column."""

    # ---- the size

    @property
    def page_rows(self) -> int:
        """How many rows are in sight between the header and the status line."""
        return max(self._widget.size.height - 2, 1)

    @property
    def held(self) -> int:
        """How many frozen columns stay in sight."""
        return self.columns.held(self._room - self.gutter)

    @property
    def slots(self) -> list[Slot]:
        """The columns in sight."""
        return self.columns.slots(self.left, self.gutter, self._room)

    @property
    def positions(self) -> tuple[int, int]:
        """The rows in sight: start and stop, in rows of the view."""
        return self.top, min(self.top + self.page_rows, self.view.height)

    @property
    def cursor_in_sight(self) -> bool:
        """Whether the cursor's row is in sight."""
        return self.top <= self.position < self.top + self.page_rows

    # ---- the cursor

    @property
    def row(self) -> int | None:
        """The frame's row at the cursor, None if no rows are shown."""
        return self.view.row_at(self.position)

    @property
    def column_name(self) -> str | None:
        """The name of the column at the cursor, None without columns."""
        return self.columns.names[self.column] if self.columns.names else None

    def row_values(self) -> dict[str, object]:
        """The row at the cursor by column name, empty if no rows are shown."""
        return {} if self.row is None else self.view.frame.row(self.row, named=True)

    def move_cursor(self, position: int, column: int) -> None:
        """Put the cursor on a cell of the view, as near as there is one, and bring it into sight."""
        self.position = max(min(position, self.view.height - 1), 0)
        self.column = max(min(column, len(self.columns.names) - 1), 0)
        self.reveal()

    # ---- other data

    def show(self, frame: pl.DataFrame) -> None:
        """Look at another frame from its first cell on, without a sort or a filter."""
        self.view = FrameView(frame)
        self.position = self.column = self.top = self.left = 0

    def replace(self, frame: pl.DataFrame, key: str | None) -> None:
        """Look at a newer frame with the same sort and filter; the cursor stays on the row with its value in `key`."""
        column = self.column_name
        value = self.row_values().get(key) if key in self.view.frame.columns else None
        self.view = self.view.over(frame)
        if value is not None and key in frame.columns:
            row = frame.get_column(key).index_of(pl.lit(value))
            position = None if row is None else self.view.position_of(row)
            self.position = self.position if position is None else position
        self.position = max(min(self.position, self.view.height - 1), 0)
        self.column = frame.columns.index(column) if column in frame.columns else 0
        self.scroll_to(self.top)

    # ---- scrolling

    def scroll_to(self, top: int) -> None:
        """Show the rows from `top` on, or the last page."""
        self.top = max(min(top, self.view.height - self.page_rows), 0)

    def scroll_columns(self, columns: int) -> None:
        """Show columns further to the right, or left."""
        last = self.columns.left_for(len(self.columns.names) - 1, 0, self.gutter, self._room)
        self.left = max(min(self.left + columns, last), self.held)

    def reveal(self) -> None:
        """Bring the cursor into sight."""
        if not self._widget.size:
            return
        if not self.cursor_in_sight:
            self.scroll_to(self.position - self.page_rows // 2)
        if self.columns.names:
            self.left = self.columns.left_for(self.column, self.left, self.gutter, self._room)

    def at(self, offset: Offset) -> tuple[int | None, int | None]:
        """The position and the column under an offset into the content; HEADER is the header's position."""
        column = next((slot.column for slot in self.slots if slot.x <= offset.x < slot.end), None)
        if offset.y == 0:
            return HEADER, column
        position = self.top + offset.y - 1
        inside = offset.y <= self.page_rows and position < self.view.height
        return (position if inside else None), column

    @property
    def _room(self) -> int:
        """Cells between the left edge and the scrollbar."""
        return self._widget.size.width - 1
