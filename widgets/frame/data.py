"""The data of a FrameTable: the frame, a newer one in its place, how cells and rows look, and what the cursor is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import polars as pl

from widgets.frame.cells import Format
from widgets.frame.messages import CursorMoved
from widgets.frame.page import FramePage, RowStyler
from widgets.frame.pointer import FramePointer
from widgets.frame.view import FrameView

if TYPE_CHECKING:
    from widgets.frame.table import FrameTable


class FrameData(FramePointer):
    """A canvas with a frame on it."""

    _told: tuple[int | None, str | None] = (None, None)
    _given = False
    _note = ""
    """What the status line says instead of the position."""

    @property
    def frame(self) -> pl.DataFrame | None:
        """The data shown; setting it starts over: no sort, no filter, the cursor on the first cell."""
        return self._view.frame if self._given else None

    @frame.setter
    def frame(self, frame: pl.DataFrame | None) -> None:
        self._given = frame is not None
        self._view = FrameView(pl.DataFrame() if frame is None else frame)
        self._position = self._column = self._top = self._left = 0
        self._note = ""
        self._fit()
        self._restyle()
        self._tell()

    def replace(self, frame: pl.DataFrame, key: str | None = None) -> None:
        """Show a newer frame in place: sort, filter (not a mask of another length), scroll and widths stay.

        The cursor stays on the row with the same value in column `key`, else on the same position.
        """
        before, column = self._columns, self.column
        held = self.row_values().get(key) if key in self._view.frame.columns else None
        was_in_sight = 0 <= self._position - self._top < self.page_rows
        self._given = True
        self._view = self._view.over(frame)
        self._fit(before)
        self._look, self._page = None, FramePage(self._glyphs)
        if held is not None and key in frame.columns:
            row = frame.get_column(key).index_of(pl.lit(held))
            position = None if row is None else self._view.position_of(row)
            self._position = self._position if position is None else position
        self._position = max(min(self._position, self._view.height - 1), 0)
        self._column = frame.columns.index(column) if column in frame.columns else 0
        self._top = self._bound(self._top)
        if was_in_sight:
            self._reveal()
        self._repaint()
        self._tell()

    @property
    def formats(self) -> Mapping[str, Format]:
        """By column, what a value (None included) looks like: a string or a Rich Text, cut to the column's width."""
        return self._formats

    @formats.setter
    def formats(self, formats: Mapping[str, Format]) -> None:
        self._formats = dict(formats)
        self._fit()
        self._restyle()

    @property
    def row_style(self) -> RowStyler | None:
        """Called with each row in sight by column name; gives what sets the row apart, or None."""
        return self._row_style

    @row_style.setter
    def row_style(self, row_style: RowStyler | None) -> None:
        self._row_style = row_style
        self._restyle()

    def highlight(self, columns: Mapping[str, str]) -> None:
        """Set columns apart, header and cells, by styles in Textual's terms: {"income": "bold $accent"}."""
        self._highlights = dict(columns)
        self._look = None
        self._repaint()

    # ---- the cursor

    @property
    def cursor(self) -> tuple[int, int]:
        """The cursor's cell: position in the view and number of the column."""
        return self._position, self._column

    @property
    def row(self) -> int | None:
        """The frame's row at the cursor, None if no rows are shown."""
        return self._view.row_at(self._position)

    @property
    def column(self) -> str | None:
        """The name of the column at the cursor, None without columns."""
        return self._columns.names[self._column] if self._columns.names else None

    @property
    def value(self) -> object:
        """The value at the cursor, None too if there is no cell."""
        row, column = self.row, self.column
        return None if row is None or column is None else self._view.frame.get_column(column)[row]

    def row_values(self) -> dict[str, object]:
        """The row at the cursor by column name, empty if no rows are shown."""
        return {} if self.row is None else self._view.frame.row(self.row, named=True)

    def move_cursor(self, position: int, column: int) -> None:
        """Put the cursor on a cell of the view, as near as there is one, and bring it into sight."""
        self._note = ""
        super().move_cursor(position, column)
        self._tell()

    def say(self, text: str) -> None:
        """Put a sentence on the status line, until the cursor moves."""
        self._note = text
        self._repaint()

    def on_mount(self) -> None:
        """Say where the cursor starts."""
        self._tell()

    def _tell(self) -> None:
        """Post CursorMoved if the cursor stands on another row or column than last told."""
        now = self.row, self.column
        if self.is_running and now != self._told:
            self._told = now
            self.post_message(CursorMoved(cast("FrameTable", self), now[0], self._position, now[1]))

    def _nothing(self) -> str:
        if not self._given:
            return "No table yet."
        if not self._columns.names:
            return "No columns to show."
        return "No row passes the filter." if self._view.filtered else "No rows to show."

    def _status(self) -> str:
        if self._note or not self._columns.names:
            return f" {self._note}"
        view, dot = self._view, f" {self._glyphs.dot} "
        total = f"{view.height:,}"
        # The row's number keeps its place, so that a move changes a few cells of this line.
        row = f" row {self._position + 1 if view.height else 0:>{len(total)},}"
        parts = [row if view.filtered else f"{row} of {total}"]
        parts.append(f"column {self._column + 1} of {len(self._columns.names)}")
        if view.filtered:
            parts.append(f"showing {total} of {view.frame.height:,} rows: {view.label}")
        if view.sorted_by:
            parts.append(f"by {view.sorted_by[0]}, {'descending' if view.sorted_by[1] else 'ascending'}")
        if self._held:
            parts.append(f"{self._held} frozen")
        return dot.join(parts)
