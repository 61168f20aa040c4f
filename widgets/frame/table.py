"""FrameTable: a Polars frame as a table to sort, filter and search, for a million rows or a growing eighty."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import polars as pl
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input
from textual.worker import Worker

from widgets.frame.column_layout import place_of
from widgets.frame.fit import fitted_width
from widgets.frame.grid import FrameGrid
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.messages import Sorted
from widgets.frame.prompt import FramePrompt
from widgets.frame.search import TextSearch
from widgets.frame.view import Condition
from widgets.frame.viewport import HEADER
from widgets.words import tell, to_translate

QUESTIONS = {
    "find": to_translate("find text"),
    "column": to_translate("go to column"),
    "where": to_translate("show rows where"),
}


class FrameTable(FrameGrid, inherit_bindings=False):
    """A table over a Polars frame.

        table = FrameTable(pl.read_csv("orders.csv"), frozen=1)
        table.formats = {"total": lambda value: f"{value:,.2f}"}
        table.sort("total", descending=True)
        table.filter(pl.col("total") > 100, "total > 100")
        table.replace(frame, key="order_id")      # rows came in: cursor, scroll, sort and filter stay

    A double click or Enter on a cell posts RowSelected, then CellSelected; a click on a name sorts by its column.
    """

    BINDINGS: ClassVar[list[BindingType]] = FRAME_KEYS

    Sorted = Sorted

    @cached_property
    def search(self) -> TextSearch:
        """What was last looked for, and the search that is under way."""
        return TextSearch(self, self._viewport, self.move_cursor, self.say)

    def compose(self) -> ComposeResult:
        """The question at the foot."""
        yield FramePrompt()

    def jump(self, column: str) -> bool:
        """Go to a column: by its name, else the first that starts with the text, else one that holds it."""
        place = place_of(column, self._viewport.columns.names)
        if place is None:
            self.say(tell('There is no column "{column}".', column=column))
        else:
            self.move_cursor(self._viewport.position, place)
        return place is not None

    # ---- sort, filter, find

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The column that the rows are sorted by and whether descending; None in the frame's own order."""
        return self.view.sorted_by

    @property
    def visible_rows(self) -> list[int]:
        """The frame's rows that the filter leaves, in the order shown."""
        return [int(row) for row in self.view.rows(0, self.view.height)]

    def sort(self, column: str | None, descending: bool = False) -> None:
        """Order the rows by a column, nulls and NaN last; None gives the frame's own order.

        Raises polars.exceptions.PolarsError for an unknown column or one that has no order.
        """
        self.view.sort(column, descending)
        self._show_others(0, 0)
        self.post_message(Sorted(self, column, descending))

    def filter(self, condition: Condition | None, label: str = "") -> None:
        """Show the rows where an expression or a mask is true; None shows all. `label` says it on the status line.

        Raises polars.exceptions.PolarsError or ValueError for a condition that does not fit; nothing changes then.
        """
        row = self.row
        self.view.filter(condition, label)
        self._show_filtered(row)

    def narrow(self, condition: pl.Expr, label: str) -> None:
        """Beside the filter that is set, show only rows where the condition is true as well."""
        row = self.row
        try:
            self.view.narrow(condition, label)
        except (pl.exceptions.PolarsError, TypeError):
            self.say(tell("These values can't be compared."))
        else:
            self._show_filtered(row)

    def find(self, text: str, backwards: bool = False) -> Worker[bool]:
        """Look for a text in the cells, in either case, from the cursor on; the worker's result: whether it is there.

        The search runs between the keys, so that a long one holds nothing up; another one replaces it.
        """
        return self.search.start(text, backwards)

    def _show_filtered(self, row: int | None) -> None:
        position = None if row is None else self.position_of(row)
        self._show_others(position or 0, self._viewport.top)

    def _show_others(self, position: int, top: int) -> None:
        """Other rows are shown: stop a search among the old ones, and draw."""
        self.search.cancel()
        self._viewport.position = position
        self._viewport.scroll_to(top)
        self._drawing.reset_rows()
        self.move_cursor(*self.cursor)

    # ---- keys

    def action_sort(self) -> None:
        """Sort by the column at the cursor: ascending, descending, the frame's order."""
        column = self.column
        if column is None:
            return
        descending = {(column, False): True, (column, True): None}.get(self.sorted_by or ("", False), False)
        try:
            self.sort(None if descending is None else column, bool(descending))
        except pl.exceptions.PolarsError:
            self.say(tell('The values of "{column}" cannot be sorted.', column=column))

    def action_find_again(self, backwards: bool) -> None:
        """Go to the next or previous cell with the text last looked for."""
        if self.search.text:
            self.find(self.search.text, backwards)
        else:
            self.action_ask("find")

    def action_filter_value(self) -> None:
        """Show only the rows with the cursor's value in its column, among those shown."""
        column = self.column
        if column is not None and self.row is not None:
            value = self.value
            label = tell("{column} is empty", column=column) if value is None else f"{column} = {value}"
            self.narrow(pl.col(column).eq_missing(pl.lit(value)), label)

    def action_show_all(self) -> None:
        """Drop the filter."""
        self.filter(None)

    def action_freeze(self) -> None:
        """Keep the columns up to the cursor's in sight, or let them go if they are kept."""
        self.frozen = 0 if self.frozen == self._viewport.column + 1 else self._viewport.column + 1

    def action_widen(self, cells: int) -> None:
        """Make the column at the cursor wider or narrower."""
        if self._viewport.columns.names:
            self._viewport.columns.resize(self._viewport.column, cells)
            self.move_cursor(*self.cursor)

    def action_fit(self) -> None:
        """Make the column at the cursor as wide as the cells in sight need."""
        column = self.column
        if column is not None:
            cells = self.view.take(*self._viewport.positions, [column]).get_column(column)
            self._viewport.columns.widths[self._viewport.column] = fitted_width(
                cells, self._drawing.writers[self._viewport.column], self._drawing.glyphs
            )
            self.move_cursor(*self.cursor)

    def action_ask(self, question: str) -> None:
        """Ask for a text, a column or a condition."""
        label = tell("{question}:", question=tell(QUESTIONS[question]))
        self.say(label)
        known = self._viewport.columns.names if question == "column" else None
        self.query_one(FramePrompt).ask(question, label, self.search.text if question == "find" else "", known)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is left to what holds the table where there is nothing to put away."""
        if action == "dismiss":
            return bool(self.query("FramePrompt.-asking") or self._drawing.note)
        return super().check_action(action, parameters)

    def action_dismiss(self) -> None:
        """Close the prompt or message."""
        self.query_one(FramePrompt).close()
        self.focus()
        self.say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Handle the answer of the prompt."""
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
        """Keep typed text within the table."""
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Sort by a column with a click on its name."""
        offset = event.get_content_offset(self)
        if offset is None or event.widget is not self:
            return
        position, column = self._viewport.at(offset)
        if position == HEADER and column is not None:
            self.move_cursor(self._viewport.position, column)
            self.action_sort()

    def _where(self, condition: str) -> None:
        if not condition:
            self.filter(None)
            return
        try:
            self.filter(pl.sql_expr(condition), condition)
        except pl.exceptions.PolarsError as error:
            self.say(tell("That condition does not work: {reason}", reason=str(error).splitlines()[0]))
