"""The side panel: how the file is read, the frequencies of a column, or a whole row."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from segtui.language.sentences import tell
from segtui.workbench.screens.data.file_rows import FileRows
from segtui.workbench.screens.data.frequencies import Counts
from segtui.workbench.screens.data.one_row import OneRow
from segtui.workbench.screens.data.reading import Reading

MODES = ("reading", "counts", "row")
_INSIDE = {"reading": "#data-settings", "counts": "#data-counts-table", "row": "#data-row-table"}


class Side(Vertical):
    """One of the three at a time, or none; the frequencies and the row follow the table's cursor."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="data-side")
        self._ascii = ascii
        self.mode = ""

    def compose(self) -> ComposeResult:
        """All three, hidden until wanted."""
        yield Reading(ascii=self._ascii)
        yield Counts(ascii=self._ascii)
        yield OneRow(ascii=self._ascii)

    @property
    def inside(self) -> Widget:
        """What has the focus here."""
        return self.query_one(_INSIDE[self.mode])

    def follow(self, rows: FileRows, *, anew: bool = False) -> None:
        """Follow the cursor of the table; frequencies are counted again for another column, or with `anew`."""
        if rows.frame is None:
            return
        if self.mode == "counts" and rows.column and (anew or rows.column != self.query_one(Counts).column):
            self._count(rows, rows.column)
        elif self.mode == "row" and rows.row is not None:
            self.query_one(OneRow).show(
                tell("row {row:,} of {all:,}", row=rows.row + 1, all=rows.frame.height), rows.row_values()
            )

    @work(group="data.counts", exclusive=True)
    async def _count(self, rows: FileRows, column: str) -> None:
        cells = await asyncio.to_thread(rows.cells, column)
        self.query_one(Counts).show(cells, rows.frame.height if rows.frame is not None else 0)
