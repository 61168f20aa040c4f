"""The status of a table: where the cursor is, which rows are shown, and why there are none."""

from __future__ import annotations

from widgets.frame.viewport import FrameViewport


def status_text(shown: FrameViewport, dot: str) -> str:
    """The status line: the cursor's cell, the filter, the sort, the frozen columns; `dot` stands between them."""
    view = shown.view
    total = f"{view.height:,}"
    # The row's number keeps its place, so that a move changes a few cells of this line.
    row = f" row {shown.position + 1 if view.height else 0:>{len(total)},}"
    parts = [row if view.filtered else f"{row} of {total}"]
    parts.append(f"column {shown.column + 1} of {len(shown.columns.names)}")
    if view.filtered:
        parts.append(f"showing {total} of {view.frame.height:,} rows: {view.label}")
    if view.sorted_by:
        parts.append(f"by {view.sorted_by[0]}, {'descending' if view.sorted_by[1] else 'ascending'}")
    if shown.held:
        parts.append(f"{shown.held} frozen")
    return dot.join(parts)


def empty_text(shown: FrameViewport) -> str:
    """The sentence where there is no row to draw."""
    if not shown.columns.names:
        return "No columns to show."
    return "No rows match the filter." if shown.view.filtered else "No rows to show."
