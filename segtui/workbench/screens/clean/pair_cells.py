"""The columns of two rows side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import polars as pl
from textual.binding import Binding, BindingType

from segtui.libraries.columns import col
from segtui.workbench.screens.clean.pair_decisions import Pair
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.page import RowStyle
from widgets.frame.table import FrameTable

_MOVES = ("down", "up", "page_down", "page_up", "first_row", "last_row")
_REST = 30
"""Cells that the table takes beside names of columns and both values."""


class PairCells(FrameTable, inherit_bindings=False):
    """The columns of two rows."""

    HELP_TITLE = "Two rows"
    HELP = "The columns of two rows side by side; those that differ are marked."
    BINDINGS: ClassVar[list[BindingType]] = [
        replace(b, show=False)
        for b in FRAME_KEYS
        if isinstance(b, Binding) and b.id in {f"frame_table.{move}" for move in _MOVES}
    ]

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="review-cells", ascii=ascii, row_style=_marked)

    def show(self, lines: pl.DataFrame, pair: Pair, width: int) -> None:
        """Show the lines of a pair, `width` cells wide."""
        longest = max(map(len, lines.get_column("column").to_list()))
        room, names = max((width - longest - _REST) // 2, 8), _apart(*pair)
        self.frame = lines.select(
            "column",
            _cut("left", room).alias(names[0]),
            _cut("right", room).alias(names[1]),
            "alike",
            pl.col("bits").map_elements(lambda bits: f"{bits:+.1f}", pl.String).alias("weight"),
        )


def _apart(one: str, other: str) -> Pair:
    """Both ids as names of columns, which must differ from one another and from the other columns'."""
    taken = {"column", "alike", "weight"}
    left = f"{one} " if one in taken else one
    return left, f"{other} " if other in taken or other == left else other


def _cut(name: str, room: int) -> pl.Expr:
    """A cell as far as there is room; in full it stands below the table."""
    cell = col(name)
    return pl.when(cell.str.len_chars() > room).then(cell.str.head(room - 1) + "…").otherwise(cell)


def _marked(row: dict[str, object]) -> RowStyle | None:
    """Cells that differ, and those that are nearly the same."""
    looks = {"differs": RowStyle("bold", "≠", "!"), "close": RowStyle("", "≈", "~"), "similar": RowStyle("", "≈", "~")}
    return looks.get(str(row["alike"]))
