"""The cursor of a table: where it stands, what is there, and telling the screen when it moves."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset

from widgets.frame.frame_drawing import FrameDrawing
from widgets.frame.keys import PAGES, move_cursor
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected, TableOfFrame
from widgets.frame.viewport import HEADER, FrameViewport


class FrameCursor:
    """Moves over the cells of a viewport, with keys and the mouse; `table` posts what it does."""

    def __init__(self, table: TableOfFrame, viewport: FrameViewport, drawing: FrameDrawing) -> None:
        self._table, self._viewport, self._drawing = table, viewport, drawing
        self._posted: tuple[int | None, str | None] = (None, None)

    @property
    def cell(self) -> tuple[int, int]:
        """Position in the view and number of the column."""
        return self._viewport.position, self._viewport.column

    @property
    def row(self) -> int | None:
        """The row of the frame, None if no rows are shown."""
        return self._viewport.row

    @property
    def column(self) -> str | None:
        """The name of the column, None without columns."""
        return self._viewport.column_name

    @property
    def value(self) -> object:
        """The value of the cell, None too if there is no cell."""
        row, column = self.row, self.column
        return None if row is None or column is None else self._viewport.view.frame.get_column(column)[row]

    def move(self, position: int, column: int) -> None:
        """To a cell of the view, as near as there is one, and into sight."""
        self._drawing.note = ""
        self._viewport.move_cursor(position, column)
        self._drawing.repaint()
        self.tell()

    def step(self, where: str) -> None:
        """A move by its name ("down", "page_up" ...); pages take the rows in sight along."""
        shown = self._viewport
        if where in PAGES:
            rows = round(PAGES[where] * shown.page_rows) or 1
            shown.scroll_to(shown.top + rows)
            self.move(shown.position + rows, shown.column)
        else:
            self.move(*move_cursor(where, *self.cell, shown.view.height, len(shown.columns.names)))

    def click(self, event: events.Click, offset: Offset) -> None:
        """To the cell at an offset within the table; choose it with a double click."""
        position, column = self._viewport.at(offset)
        if position is not None and position != HEADER:
            self.move(position, self._viewport.column if column is None else column)
            if event.chain == 2:
                self.select()

    def select(self) -> None:
        """Post RowSelected and CellSelected for the cell."""
        row, column = self.row, self.column
        if row is not None and column is not None:
            position = self._viewport.position
            self._table.post_message(RowSelected(self._table, row, position))
            self._table.post_message(CellSelected(self._table, row, position, column, self.value))

    def tell(self) -> None:
        """Post CursorMoved if the cursor stands on another row or column than in the last one."""
        now = self.row, self.column
        if self._table.is_running and now != self._posted:
            self._posted = now
            self._table.post_message(CursorMoved(self._table, now[0], self._viewport.position, now[1]))
