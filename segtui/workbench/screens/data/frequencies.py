"""How often each value of a column occurs among the rows shown, beside the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate_all
from segtui.workbench.parts.figures import part, without_commas
from widgets.frame.keys import told_keys
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected
from widgets.frame.table import FrameTable
from widgets.plain.static import Static
from widgets.plain.text import PlainText

BAR = 10
"""Cells of the longest bar."""


OF_VALUES = to_translate_all("value", "rows", "share", "bar")
_NOT_HERE = ("column", "where", "filter_value", "show_all", "freeze")


class SideTable(FrameTable, inherit_bindings=False):
    """A table beside the main one. Enter shows the rows with a value; Escape leads back."""

    HELP_TITLE = "Beside the table"
    HELP = "The values of the column, or the cells of the row."
    BINDINGS: ClassVar[list[BindingType]] = told_keys("rows", "Show the rows with this value", without=_NOT_HERE)

    class Left(Message):
        """Back to the main table."""

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return _(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape leads back where there is nothing to put away."""
        return action == "dismiss" or super().check_action(action, parameters)

    def action_dismiss(self) -> None:
        """Put a question away if one is open, else go back."""
        asking = self.query("FramePrompt.-asking")
        super().action_dismiss()
        if not asking:
            self.post_message(self.Left())


class Counts(Vertical):
    """A row for each value, the most frequent first; posts `Counts.Chosen` for the one that was chosen."""

    @dataclass
    class Chosen(Message):
        """Show the rows with this value; None means an empty cell."""

        column: str
        value: object

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="data-counts")
        self._ascii = ascii
        self.column = ""

    def compose(self) -> ComposeResult:
        """A heading over the table."""
        yield Static(id="data-counts-title", classes="heading", markup=False)
        yield SideTable(
            id="data-counts-table",
            ascii=self._ascii,
            formats={"share": part},
            pictures={"bar": "$accent"},
            plain=self._plain,
        )

    def _plain(self, cells: pl.Series) -> bool:
        """The values are written as in their column."""
        return cells.name == "value" and without_commas(cells.alias(self.column))

    def show(self, cells: pl.Series, rows: int) -> None:
        """Count the values of `cells`, of a column with this many `rows` in all."""
        self.column = cells.name
        counted = frequencies(cells, "#" if self._ascii else "█")
        of = (
            tell_counted("{count:,} row", "{count:,} rows", rows)
            if cells.len() == rows
            else tell("{some:,} of {all:,} rows", some=cells.len(), all=rows)
        )
        title = PlainText(
            tell_counted(
                "{column}: {count:,} value in {rows}",
                "{column}: {count:,} values in {rows}",
                counted.height,
                column=cells.name,
                rows=of,
            ),
            no_wrap=True,
            overflow="ellipsis",
        )
        self.query_one("#data-counts-title", Static).update(title)
        self.query_one(SideTable).frame = counted

    def on_frame_table_cell_selected(self, event: CellSelected) -> None:
        """Tell which value was chosen."""
        event.stop()
        frame = event.table.frame
        assert frame is not None
        self.post_message(self.Chosen(self.column, frame.get_column("value")[event.row]))

    def on_frame_table_row_selected(self, event: RowSelected) -> None:
        """Do nothing more: the cell already shows everything."""
        event.stop()

    def on_frame_table_cursor_moved(self, event: CursorMoved) -> None:
        """Ignore moves here; only those of the main table matter."""
        event.stop()


def frequencies(cells: pl.Series, block: str = "█") -> pl.DataFrame:
    """value, rows, share and bar of each distinct value, the most frequent first, equal ones in the values' order."""
    if cells.dtype.is_nested() or cells.dtype == pl.Object:
        cells = pl.Series([None if v is None else str(v) for v in cells.to_list()], dtype=pl.String)
    counted = cells.alias("value").value_counts(name="rows").sort("rows", "value", descending=[True, False])
    share = pl.col("rows") / max(cells.len(), 1)
    length = (pl.col("rows") / pl.col("rows").max() * BAR).round().clip(1)
    return counted.with_columns(
        share.alias("share"), pl.lit(block).repeat_by(length.cast(pl.UInt32)).list.join("").alias("bar")
    )


def bar(share: float, block: str) -> str:
    """A bar of text: the whole width for 1, and never empty."""
    return block * max(round(share * BAR), 1)
