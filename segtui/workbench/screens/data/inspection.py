"""Browsing the rows of the Data screen: the side panel, the order, copying a cell."""

from __future__ import annotations

from collections.abc import Callable

from segtui.language.sentences import tell
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.data.beside_table import Side
from segtui.workbench.screens.data.file_rows import FileRows
from widgets.frame.messages import Sorted


class RowInspection(PanePart):
    """The table of the file with something beside it; `draw` shows both."""

    def __init__(self, pane: Pane, draw: Callable[[], None]) -> None:
        super().__init__(pane)
        self._draw = draw
        self.file = ""
        """The name of the file whose rows are shown."""

    @property
    def table(self) -> FileRows:
        """The table of the file."""
        return self.pane.query_one("#data-table", FileRows)

    @property
    def side(self) -> Side:
        """What stands beside it."""
        return self.pane.query_one(Side)

    def show_beside(self, mode: str) -> None:
        """Show something beside the table, or nothing; the previous panel closes."""
        self.side.mode = "" if mode == self.side.mode else mode
        self._draw()
        if self.side.mode:
            self.side.follow(self.table, anew=True)
            self.pane.call_after_refresh(self.side.inside.focus)
        else:
            self.table.focus()

    def follow(self) -> None:
        """Let the side panel follow the table's cursor, after a moment."""
        if self.side.mode in ("counts", "row"):
            self.bench.later("data.side", lambda: self.side.follow(self.table), 0.1)

    def leave(self) -> None:
        """Back to the table."""
        if self.side.mode:
            self.show_beside("")
        else:
            self.table.focus()

    def keep_sort(self, event: Sorted) -> None:
        """Remember the order of the rows for the next start."""
        way = "down" if event.descending else "up"
        self.store.mark("data.sort", f"{self.file}\t{event.column or ''}\t{way}")

    def restore_sort(self) -> None:
        """Restore the order of the rows from the last time this file was open."""
        name, column, way, *_ = [*self.store.marks.get("data.sort", "").split("\t"), "", ""]
        if self.table.frame is not None and name == self.file and column in self.table.frame.columns:
            self.table.sort(column, way == "down")

    def copy(self) -> None:
        """Copy the cell."""
        value = self.table.value
        self.bench.copy("" if value is None else str(value), tell("the cell of {column}", column=self.table.column))
