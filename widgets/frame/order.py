"""What a FrameTable's rows are brought into: an order, a filter, and the cell that holds a text."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import polars as pl
from textual.worker import Worker

from widgets.frame.data import FrameData
from widgets.frame.find import scan
from widgets.frame.messages import Sorted
from widgets.frame.page import FramePage
from widgets.frame.view import Condition

if TYPE_CHECKING:
    from widgets.frame.table import FrameTable


class FrameOrder(FrameData):
    """A canvas with a frame that can be sorted, filtered and searched."""

    _text = ""
    """What was last looked for."""
    _search: Worker[bool] | None = None

    def jump(self, column: str) -> bool:
        """Go to a column: by its name, else the first that starts with the text, else one that holds it."""
        wanted = column.casefold()
        names = [name.casefold() for name in self._columns.names]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            for place, name in enumerate(names):
                exact = self._columns.names[place] == column
                if exact or (fits(name, wanted) and column not in self._columns.names):
                    self.move_cursor(self._position, place)
                    return True
        self.say(f'No column is called "{column}".')
        return False

    def sort(self, column: str | None, descending: bool = False) -> None:
        """Order the rows by a column, nulls and NaN last; None gives the frame's own order.

        Raises polars.exceptions.PolarsError for an unknown column or one that has no order.
        """
        self._view.sort(column, descending)
        self._position = self._top = 0
        self._changed()
        self.post_message(Sorted(cast("FrameTable", self), column, descending))

    def filter(self, condition: Condition | None, label: str = "") -> None:
        """Show the rows where an expression or a mask is true; None shows all. `label` says it on the status line.

        Raises polars.exceptions.PolarsError or ValueError for a condition that does not fit; nothing changes then.
        """
        row = self.row
        self._view.filter(condition, label)
        self._filtered(row)

    def find(self, text: str, backwards: bool = False) -> Worker[bool]:
        """Look for a text in the cells, in either case, from the cursor on; the worker's result: whether it is there.

        The search runs between the keys, so that a long one holds nothing up; another one replaces it.
        """
        if self._search is not None:
            self._search.cancel()
        self._text = text
        self._search = self.run_worker(self._seek(text, backwards), group="find")
        return self._search

    async def _seek(self, text: str, backwards: bool) -> bool:
        for found in scan(self._view, text, self.cursor, backwards):
            if found:
                self.move_cursor(*found)
                return True
            await asyncio.sleep(0)
        self.say(f'No cell holds "{text}".')
        return False

    def narrow(self, condition: pl.Expr, label: str) -> None:
        """Beside the filter that is set, show only rows where the condition is true as well."""
        row = self.row
        try:
            self._view.narrow(condition, label)
        except (pl.exceptions.PolarsError, TypeError):
            self.say("These values cannot be compared.")
        else:
            self._filtered(row)

    def _filtered(self, row: int | None) -> None:
        position = None if row is None else self._view.position_of(row)
        self._position = position or 0
        self._changed()

    def _changed(self) -> None:
        """Other rows are shown: stop a search among the old ones, and draw."""
        if self._search is not None:
            self._search.cancel()
        self._top = self._bound(self._top)
        self._page = FramePage(self._glyphs)
        self.move_cursor(*self.cursor)
