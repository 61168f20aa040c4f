"""The table of the Profile screen: a row for each column of the file."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from segtui.language.translation import _
from widgets.frame.keys import told_keys
from widgets.frame.table import FrameTable

_NOT_HERE = ("column", "filter_value", "show_all", "freeze")


class ColumnTable(FrameTable, inherit_bindings=False):
    """One row per column. Enter opens one, x fixes its alert."""

    HELP_TITLE = "Columns"
    HELP = "One row per column, with its figures."
    BINDINGS: ClassVar[list[BindingType]] = told_keys("open", "Show the column in detail", without=_NOT_HERE)

    def go(self, row: int) -> None:
        """Put the cursor on a row of the frame; if a filter hides it, all are shown again."""
        if self.position_of(row) is None:
            self.filter(None)
        self.move_cursor(self.position_of(row) or 0, 0)

    def go_to(self, column: str) -> None:
        """Put the cursor on a column, if it is there."""
        row = self.frame.get_column("column").index_of(column) if self.frame is not None else None
        if row is not None:
            self.go(row)

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return _(name)

    def go_to_open(self) -> bool:
        """Go to the next column with an alert to fix, in the order shown; returns whether there is one."""
        if self.frame is None:
            return False
        stands = self.frame.get_column("stands")
        shown = self.visible_rows
        after = [*shown[self.cursor[0] + 1 :], *shown[: self.cursor[0] + 1]]
        found = next((row for row in after if stands[row] == "open"), None)
        if found is not None:
            self.go(found)
        return found is not None
