"""FrameGrid: a Polars frame that draws only what is in sight, with a cursor that keys and the mouse move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import polars as pl
from textual import events
from textual.binding import BindingType
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from widgets.frame.cells import ASCII, UNICODE, Format, Plain
from widgets.frame.column_layout import FrameColumns
from widgets.frame.cursor import FrameCursor
from widgets.frame.frame_drawing import FrameDrawing
from widgets.frame.keys import MOVE_KEYS
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected
from widgets.frame.page import RowStyler
from widgets.frame.pointer import PointerControl
from widgets.frame.view import FrameView
from widgets.frame.viewport import FrameViewport


class FrameGrid(Widget, can_focus=True):
    """A Polars frame on the screen with a cursor on one cell; for rows in an order of their own.

    The frame is never copied: sort and filter are row numbers. `position` is a row of the view, `row` one of the frame.
    """

    HELP_TITLE = "Table"
    DEFAULT_CSS = """
    FrameGrid { height: 1fr; width: 1fr; min-height: 3; background: $background; color: $foreground;
        overflow: hidden hidden; }
    FrameGrid > .frame-table--header { background: $panel; text-style: bold; }
    FrameGrid > .frame-table--header-cursor { text-style: bold underline; }
    FrameGrid > .frame-table--row-cursor { background: $surface-lighten-1; }
    FrameGrid > .frame-table--cursor { text-style: bold underline; }
    FrameGrid:focus > .frame-table--cursor { text-style: bold reverse; }
    FrameGrid > .frame-table--status { color: $foreground-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = MOVE_KEYS
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"frame-table--{part}" for part in ("header", "header-cursor", "row-cursor", "cursor", "status")
    }

    ascii: reactive[bool] = reactive(False, init=False)
    """Draw with ASCII characters only; the cells' own text stays as it is."""
    frozen: reactive[int] = reactive(0, init=False)
    """How many of the first columns stay in sight; fewer where they would leave no room."""

    RowSelected = RowSelected
    CellSelected = CellSelected
    CursorMoved = CursorMoved

    def __init__(
        self,
        frame: pl.DataFrame | None = None,
        *,
        ascii: bool = False,
        frozen: int = 0,
        formats: Mapping[str, Format] | None = None,
        row_style: RowStyler | None = None,
        pictures: Mapping[str, str] | None = None,
        plain: Plain | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show `frame`, the first `frozen` columns always in sight.

        Args:
            frame: The data; None shows a sentence until there is some.
            ascii: Draw with ASCII characters only.
            frozen: How many of the first columns stay when the others scroll.
            formats: By column, what a value (None included) looks like.
            row_style: Called with each row in sight by column name; what sets the row apart, or None.
            pictures: By column, the style of what is drawn in it, in Textual's terms; its name and words are as others.
            plain: Says of some cells of a column of numbers whether they are years, ids and the like; the others get
                thousands commas. Without it none do.
            id, classes: The widget's, for CSS.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(FrameGrid.ascii, ascii)
        self.set_reactive(FrameGrid.frozen, frozen)
        self._viewport = FrameViewport(self)
        self._drawing = FrameDrawing(self, self._viewport)
        self._pointer = PointerControl(self, self._viewport, self._drawing.repaint)
        self._cursor = FrameCursor(self, self._viewport, self._drawing)
        self._drawing.formats = dict(formats or {})
        self._drawing.row_style = row_style
        self._drawing.pictures = dict(pictures or {})
        self._drawing.plain = plain
        self._drawing.heading = self.heading
        self.frame = frame

    def heading(self, name: str) -> str:
        """What stands over a column; a table whose columns are no one's data may have words for their names."""
        return name

    # ---- the data

    @property
    def frame(self) -> pl.DataFrame | None:
        """The data shown; setting it starts over: no sort, no filter, the cursor on the first cell."""
        return self.view.frame if self._drawing.given else None

    @frame.setter
    def frame(self, frame: pl.DataFrame | None) -> None:
        self._viewport.show(pl.DataFrame() if frame is None else frame)
        self._drawing.given, self._drawing.note = frame is not None, ""
        self._fit()
        self._drawing.restyle()
        self._cursor.tell()

    def replace(self, frame: pl.DataFrame, key: str | None = None) -> None:
        """Show a newer frame in place: sort, filter (not a mask of another length), scroll and widths stay.

        The cursor stays on the row with the same value in column `key`, else on the same position.
        """
        before, was_in_sight = self._viewport.columns, self._viewport.cursor_in_sight
        self._viewport.replace(frame, key)
        self._drawing.given = True
        self._fit(before)
        if was_in_sight:
            self._viewport.reveal()
        self._drawing.repaint()
        self._cursor.tell()

    @property
    def formats(self) -> Mapping[str, Format]:
        """By column, what a value (None included) looks like: a string or a Rich Text, cut to the column's width."""
        return self._drawing.formats

    @formats.setter
    def formats(self, formats: Mapping[str, Format]) -> None:
        self._drawing.formats = dict(formats)
        self._fit()
        self._drawing.restyle()

    @property
    def row_style(self) -> RowStyler | None:
        """Called with each row in sight by column name; gives what sets the row apart, or None."""
        return self._drawing.row_style

    @row_style.setter
    def row_style(self, row_style: RowStyler | None) -> None:
        self._drawing.row_style = row_style
        self._drawing.restyle()

    def restyle(self) -> None:
        """Draw the rows again: what sets them apart has changed, not what is in them."""
        self._drawing.restyle()

    def highlight(self, columns: Mapping[str, str]) -> None:
        """Set columns apart, header and cells, by styles in Textual's terms: {"income": "bold $accent"}."""
        self._drawing.highlights = dict(columns)
        self._drawing.reset_look()
        self._drawing.repaint()

    @property
    def view(self) -> FrameView:
        """The rows shown, as sorted and filtered: their number, order and cells."""
        return self._viewport.view

    @property
    def cursor(self) -> tuple[int, int]:
        """The cursor's cell: position in the view and number of the column."""
        return self._cursor.cell

    @property
    def row(self) -> int | None:
        """The frame's row at the cursor, None if no rows are shown."""
        return self._cursor.row

    @property
    def column(self) -> str | None:
        """The name of the column at the cursor, None without columns."""
        return self._cursor.column

    @property
    def value(self) -> object:
        """The value at the cursor, None too if there is no cell."""
        return self._cursor.value

    def row_values(self) -> dict[str, object]:
        """The row at the cursor by column name, empty if no rows are shown."""
        return self._viewport.row_values()

    def position_of(self, row: int) -> int | None:
        """Where a row of the frame stands in the view; None where a filter hides it."""
        return self.view.position_of(row)

    def move_cursor(self, position: int, column: int) -> None:
        """Put the cursor on a cell of the view, as near as there is one, and bring it into sight."""
        self._cursor.move(position, column)

    def goto(self, row: int) -> bool:
        """Put the cursor on a row of the frame, in the same column; False if a filter hides it."""
        position = self.position_of(row)
        if position is not None:
            self.move_cursor(position, self._viewport.column)
        return position is not None

    def say(self, text: str) -> None:
        """Put a sentence on the status line, until the cursor moves."""
        self._drawing.note = text
        self._drawing.repaint()

    def _fit(self, keep: FrameColumns | None = None) -> None:
        self._drawing.glyphs = ASCII if self.ascii else UNICODE
        self._viewport.columns.frozen = max(self.frozen, 0)
        self._drawing.fit(keep)

    # ---- what Textual calls

    def on_mount(self) -> None:
        """Say where the cursor starts."""
        self._cursor.tell()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._viewport.scroll_to(self._viewport.top)
        self._viewport.reveal()
        self._drawing.repaint()

    def watch_ascii(self, ascii: bool) -> None:
        """Draw everything in other characters."""
        self._drawing.glyphs = ASCII if ascii else UNICODE
        self._drawing.restyle()

    def watch_frozen(self, frozen: int) -> None:
        """Keep other columns in sight."""
        self._viewport.columns.frozen = max(frozen, 0)
        self._viewport.reveal()
        self._drawing.repaint()

    def notify_style_update(self) -> None:
        """Another theme or focus: the drawn lines cannot be used any more."""
        super().notify_style_update()
        self._drawing.forget()

    def render_line(self, y: int) -> Strip:
        """A line as last drawn."""
        return self._drawing.line(y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        self._pointer.turn(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        self._pointer.turn(event, -1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scrollbar."""
        self._pointer.press(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scrollbar."""
        self._pointer.move(event)

    def on_mouse_up(self) -> None:
        """Let the scrollbar go."""
        self._pointer.release()

    def action_move(self, where: str) -> None:
        """Move the cursor; pages take the rows in sight along."""
        self._cursor.step(where)

    def action_select(self) -> None:
        """Post RowSelected and CellSelected for the cell at the cursor."""
        self._cursor.select()

    def on_click(self, event: events.Click) -> None:
        """Go to a cell; choose it with a double click."""
        offset = event.get_content_offset(self)
        if offset is not None and event.widget is self and offset.x < self.size.width - 1:
            self._cursor.click(event, offset)
