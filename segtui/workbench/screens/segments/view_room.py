"""How many lines a view of the segments takes, and which other one is shown below it where there is room."""

from __future__ import annotations

from segtui.workbench.screens.segments.judged import outcome_tables, value_table
from segtui.workbench.screens.segments.view_names import (
    CARD,
    FIGURES,
    LORENZ,
    OUTCOMES,
    SCATTER,
    VALUE,
    ShownSegments,
)

_AROUND = 3
"""Lines of a heatmap that are not cells: two of headers, one about the cell at the cursor."""
_SIDES = 3
"""Cells beside the text of a table: its padding and the scrollbar."""
_NEEDS = {CARD: 6, SCATTER: 14, LORENZ: 8}
"""Lines from which on a view is worth showing below another."""


def lines_of(view: str, shown: ShownSegments, width: int) -> int:
    """The lines that a view of this width takes if it leaves room; 0 for one that fills all there is."""
    width -= _SIDES
    if view == FIGURES:
        return len(shown.described.cards) + _AROUND
    if view == OUTCOMES:
        tables = outcome_tables(shown.described.outcomes, detected=shown.detected, ascii=False)
        return sum(table.lines(width) + 1 for table in tables) - 1
    value = shown.described.value
    return value_table(value).lines(width) if view == VALUE and value is not None else 0


def view_below(view: str, shown: ShownSegments, room: int, *, narrow: bool) -> str:
    """The view to show in `room` lines below another; empty if there is none or too little room."""
    value = shown.described.value
    if view == VALUE:
        other = LORENZ if value is not None and value["curve"] is not None else ""
    else:
        other = (CARD if narrow else SCATTER) if view in (FIGURES, OUTCOMES) else ""
    return other if other and room >= _NEEDS[other] else ""
