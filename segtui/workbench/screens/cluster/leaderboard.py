"""The leaderboard's table: its keys, the best first by any index, and going to a row."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from segtui.language.translation import in_heading
from segtui.workbench.screens.cluster.index_columns import BETTER, meanings
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.table import FrameTable

_NOT_HERE = ("column", "where", "filter_value", "show_all", "freeze", "find", "find_next", "find_previous", "first_row")
_LEFT_OUT = {f"frame_table.{name}" for name in (*_NOT_HERE, "sort", "select")}


class Board(FrameTable, inherit_bindings=False):
    """One row per candidate. s sorts by the column at the cursor, the best first; Enter chooses the candidate."""

    HELP_TITLE = "Leaderboard"
    HELP = f"""\
One row per candidate, with its indices. Right and left go on to the columns that have no room.

{meanings()}"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "select", "choose", id="board.select", show=False, tooltip="Choose the candidate at the cursor"
        ),
        Binding("s", "sort", "sort", id="board.sort", tooltip="Sort by this column: best first, last, then by rank"),
        Binding("home,ctrl+home", "move('first_row')", "First row", id="board.first", show=False, tooltip="To the top"),
        *(b for b in FRAME_KEYS if isinstance(b, Binding) and b.id not in _LEFT_OUT),
    ]

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return in_heading(name)

    def action_sort(self) -> None:
        """The best by this index first, then last, then by rank again."""
        column = self.column
        if column is None:
            return
        best = BETTER.get(column, False)
        now = self.sorted_by
        if now == (column, best):
            self.sort(column, not best)
        elif now == (column, not best):
            self.sort(None)
        else:
            self.sort(column, best)

    def step(self, by: int) -> None:
        """Go this many rows down."""
        self.move_cursor(self.cursor[0] + by, self.cursor[1])
