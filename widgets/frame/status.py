"""The status of a table: where the cursor is, which rows are shown, and why there are none."""

from __future__ import annotations

from collections.abc import Callable

from widgets.frame.viewport import FrameViewport
from widgets.words import localised, tell, tell_counted


def status_text(shown: FrameViewport, dot: str, heading: Callable[[str], str] = str) -> str:
    """The status line: the cursor's cell, the filter, the sort, the frozen columns; `dot` stands between them."""
    view = shown.view
    total = localised(f"{view.height:,}")
    # The row's number keeps its place, so that a move changes a few cells of this line.
    row = localised(f"{shown.position + 1 if view.height else 0:,}").rjust(len(total))
    parts = [tell(" row {row}", row=row) if view.filtered else tell(" row {row} of {total}", row=row, total=total)]
    parts.append(tell("column {column} of {total}", column=shown.column + 1, total=len(shown.columns.names)))
    if view.filtered:
        every = localised(f"{view.frame.height:,}")
        parts.append(tell("showing {some} of {all} rows: {filter}", some=total, all=every, filter=view.label))
    if view.sorted_by:
        column, descending = heading(view.sorted_by[0]), view.sorted_by[1]
        downwards, upwards = (
            tell("by {column}, descending", column=column),
            tell("by {column}, ascending", column=column),
        )
        parts.append(downwards if descending else upwards)
    if shown.held:
        parts.append(tell_counted("{count} frozen", "{count} frozen", shown.held))
    return dot.join(parts)


def empty_text(shown: FrameViewport) -> str:
    """The sentence where there is no row to draw."""
    if not shown.columns.names:
        return tell("No columns to show.")
    return tell("No rows match the filter.") if shown.view.filtered else tell("No rows to show.")
