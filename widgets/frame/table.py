"""FrameTable: a Polars frame as a table that draws only what is in sight, for a million rows or a growing eighty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import polars as pl
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from widgets.frame.cells import Format, Plain
from widgets.frame.fit import fitted_width
from widgets.frame.keys import FRAME_KEYS, PAGES, moved
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected, Sorted
from widgets.frame.order import FrameOrder
from widgets.frame.page import RowStyler
from widgets.frame.pointer import HEADER
from widgets.frame.prompt import FramePrompt

QUESTIONS = {"find": "find text", "column": "go to column", "where": "show rows where"}


class FrameTable(FrameOrder):
    """A table over a Polars frame.

        table = FrameTable(pl.read_csv("orders.csv"), frozen=1)
        table.formats = {"total": lambda value: f"{value:,.2f}"}
        table.sort("total", descending=True)
        table.filter(pl.col("total") > 100, "total > 100")
        table.replace(frame, key="order_id")      # rows came in: cursor, scroll, sort and filter stay

    The frame is never copied: sort and filter are row numbers. `position` is a row of the view, `row` one of the frame.
    """

    DEFAULT_CSS = """
    FrameTable { height: 1fr; width: 1fr; min-height: 3; background: $background; color: $foreground;
        overflow: hidden hidden; }
    FrameTable > .frame-table--header { background: $panel; text-style: bold; }
    FrameTable > .frame-table--header-cursor { text-style: bold underline; }
    FrameTable > .frame-table--row-cursor { background: $surface-lighten-1; }
    FrameTable > .frame-table--cursor { text-style: bold underline; }
    FrameTable:focus > .frame-table--cursor { text-style: bold reverse; }
    FrameTable > .frame-table--status { color: $foreground-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = FRAME_KEYS

    RowSelected = RowSelected
    CellSelected = CellSelected
    CursorMoved = CursorMoved
    Sorted = Sorted

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
            id: The widget's id.
            classes: The widget's CSS classes.
        """
        super().__init__(id=id, classes=classes)
        self.set_reactive(FrameTable.ascii, ascii)
        self.set_reactive(FrameTable.frozen, frozen)
        self._formats = dict(formats or {})
        self._row_style = row_style
        self._pictures = dict(pictures or {})
        self._plain = plain
        self.frame = frame

    def compose(self) -> ComposeResult:
        """The question at the foot."""
        yield FramePrompt()

    def position_of(self, row: int) -> int | None:
        """Where a row of the frame stands in the view; None where a filter hides it."""
        return self._view.position_of(row)

    def action_move(self, where: str) -> None:
        """Move the cursor; pages take the rows in sight along."""
        if where in PAGES:
            rows = round(PAGES[where] * self.page_rows) or 1
            self._top = self._bound(self._top + rows)
            self.move_cursor(self._position + rows, self._column)
        else:
            rows, columns = self._view.height, len(self._columns.names)
            self.move_cursor(*moved(where, *self.cursor, rows, columns))

    def action_select(self) -> None:
        """Post RowSelected and CellSelected for the cell at the cursor."""
        row, column = self.row, self.column
        if row is not None and column is not None:
            self.post_message(RowSelected(self, row, self._position))
            self.post_message(CellSelected(self, row, self._position, column, self.value))

    def action_sort(self) -> None:
        """Sort by the column at the cursor: ascending, descending, the frame's order."""
        column = self.column
        if column is None:
            return
        descending = {(column, False): True, (column, True): None}.get(self._view.sorted_by or ("", False), False)
        try:
            self.sort(None if descending is None else column, bool(descending))
        except pl.exceptions.PolarsError:
            self.say(f'The values of "{column}" have no order.')

    def action_find_again(self, backwards: bool) -> None:
        """Go to the next or previous cell with the text last looked for."""
        if self._text:
            self.find(self._text, backwards)
        else:
            self.action_ask("find")

    def action_filter_value(self) -> None:
        """Show only the rows with the cursor's value in its column, among those shown."""
        column = self.column
        if column is not None and self.row is not None:
            value = self.value
            label = f"{column} is empty" if value is None else f"{column} = {value}"
            self.narrow(pl.col(column).eq_missing(pl.lit(value)), label)

    def action_show_all(self) -> None:
        """Drop the filter."""
        self.filter(None)

    def action_freeze(self) -> None:
        """Keep the columns up to the cursor's in sight, or let them go if they are kept."""
        self.frozen = 0 if self.frozen == self._column + 1 else self._column + 1

    def action_widen(self, cells: int) -> None:
        """Make the column at the cursor wider or narrower."""
        if self._columns.names:
            self._columns.resize(self._column, cells)
            self.move_cursor(*self.cursor)

    def action_fit(self) -> None:
        """Make the column at the cursor as wide as the cells in sight need."""
        column = self.column
        if column is not None:
            cells = self._view.take(self._top, self._top + self.page_rows, [column]).get_column(column)
            self._columns.widths[self._column] = fitted_width(cells, self._writers[self._column], self._glyphs)
            self.move_cursor(*self.cursor)

    def action_ask(self, question: str) -> None:
        """Ask for a text, a column or a condition."""
        label = QUESTIONS[question]
        self.say(f"{label}:")
        known = self._columns.names if question == "column" else None
        self.query_one(FramePrompt).ask(question, f"{label}:", self._text if question == "find" else "", known)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is left to what holds the table where there is nothing to put away."""
        if action == "dismiss":
            return bool(self.query("FramePrompt.-asking") or self._note)
        return super().check_action(action, parameters)

    def action_dismiss(self) -> None:
        """Put the question or the message away."""
        self.query_one(FramePrompt).close()
        self.focus()
        self.say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do as asked."""
        event.stop()
        question = self.query_one(FramePrompt).question
        self.action_dismiss()
        if question == "find" and event.value:
            self.find(event.value)
        elif question == "column" and event.value:
            self.jump(event.value)
        elif question == "where":
            self._where(event.value.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is being typed is the table's own affair."""
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Go to a cell, choose it with a double click, sort by a column with a click on its name."""
        offset = event.get_content_offset(self)
        if offset is None or event.widget is not self:
            return
        position, column = self.pointed(offset)
        if position == HEADER and column is not None:
            self.move_cursor(self._position, column)
            self.action_sort()
        elif position is not None and position != HEADER and offset.x < self.size.width - 1:
            self.move_cursor(position, self._column if column is None else column)
            if event.chain == 2:
                self.action_select()

    def _where(self, condition: str) -> None:
        if not condition:
            self.filter(None)
            return
        try:
            self.filter(pl.sql_expr(condition), condition)
        except pl.exceptions.PolarsError as error:
            self.say(f"That condition does not work: {str(error).splitlines()[0]}")
