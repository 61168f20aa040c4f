"""One row of the table as a list of its cells, beside the table."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from textual.app import ComposeResult
from textual.containers import Vertical

from segtui.workbench.screens.data.frequencies import SideTable
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected
from widgets.plain.static import Static


class OneRow(Vertical):
    """The cells of a row, one below the other, however wide the table is."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="data-row")
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """A heading over the cells."""
        yield Static(id="data-row-title", classes="heading", markup=False)
        yield SideTable(id="data-row-table", ascii=self._ascii, frozen=1)

    def show(self, title: str, cells: Mapping[str, object]) -> None:
        """Show the cells of a row."""
        self.query_one("#data-row-title", Static).update(title)
        values = [None if value is None else str(value) for value in cells.values()]
        made = pl.DataFrame({"column": list(cells), "value": values}, schema={"column": pl.String, "value": pl.String})
        self.query_one(SideTable).replace(made)

    def on_frame_table_cursor_moved(self, event: CursorMoved) -> None:
        """Ignore moves here; only those of the main table matter."""
        event.stop()

    def on_frame_table_row_selected(self, event: RowSelected) -> None:
        """Do nothing: there is nothing more to show."""
        event.stop()

    def on_frame_table_cell_selected(self, event: CellSelected) -> None:
        """Do nothing: there is nothing more to show."""
        event.stop()
