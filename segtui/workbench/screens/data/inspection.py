"""Looking through the rows of the Data screen: what stands beside them, their order, a cell copied."""

from __future__ import annotations

from textual import on

from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.data.frequencies import Counts, SideTable
from segtui.workbench.screens.data.reading import Reading
from segtui.workbench.screens.data.rows import Rows
from segtui.workbench.screens.data.side import Side
from widgets.frame.messages import CursorMoved, RowSelected, Sorted


class Looking(Pane):
    """A pane with a table and something beside it; it draws itself by `draw`, and tells of the cursor by `tell`."""

    file = ""
    """The name of the file whose rows are shown."""

    def draw(self) -> None:
        """Show what there is."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say what is shown, and what is known of the column at the cursor."""
        raise NotImplementedError

    @property
    def table(self) -> Rows:
        """The table of the file."""
        return self.query_one("#data-table", Rows)

    @property
    def side(self) -> Side:
        """What stands beside it."""
        return self.query_one(Side)

    def action_side(self, mode: str) -> None:
        """Show something beside the table, or nothing; what is there already goes."""
        self.side.mode = "" if mode == self.side.mode else mode
        self.draw()
        if self.side.mode:
            self.side.follow(self.table, anew=True)
            self.call_after_refresh(self.side.inside.focus)
        else:
            self.table.focus()

    @on(CursorMoved, "#data-table")
    def _moved(self) -> None:
        self.tell()
        if self.side.mode in ("counts", "row"):
            self.bench.later("data.side", lambda: self.side.follow(self.table), 0.1)

    @on(Rows.Cut)
    def _cut(self) -> None:
        self.tell()

    @on(RowSelected, "#data-table")
    def _row_chosen(self) -> None:
        if self.side.mode != "row":
            self.action_side("row")

    @on(Sorted, "#data-table")
    def _sorted(self, event: Sorted) -> None:
        way = "down" if event.descending else "up"
        self.store.mark("data.sort", f"{self.file}\t{event.column or ''}\t{way}")

    def restore_sort(self) -> None:
        """Order the rows as they were when this file was last looked through."""
        name, column, way, *_ = [*self.store.marks.get("data.sort", "").split("\t"), "", ""]
        if self.table.frame is not None and name == self.file and column in self.table.frame.columns:
            self.table.sort(column, way == "down")

    @on(SideTable.Left)
    @on(Reading.Left)
    def _left(self) -> None:
        """Back to the table."""
        if self.side.mode:
            self.action_side("")
        else:
            self.table.focus()

    def on_counts_chosen(self, event: Counts.Chosen) -> None:
        """Show the rows with the value."""
        self.table.only(event.column, event.value, str(event.value))

    def action_copy(self) -> None:
        """Copy the cell."""
        value = self.table.value
        self.bench.copy("" if value is None else str(value), f"the cell of {self.table.column}")
