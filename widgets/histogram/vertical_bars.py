"""A histogram as columns over a horizontal axis."""

from rich.segment import Segment
from rich.style import Style

from widgets.drawing.axis import cells_of, horizontal_axis, tick_labels, vertical_axis
from widgets.drawing.blocks import column_cell, heights
from widgets.drawing.cells import runs
from widgets.drawing.drawing_look import DrawingLook
from widgets.drawing.ticks import nice_ticks
from widgets.histogram.bins import Bins

_AXIS = 8
"""Cells kept for the vertical axis: counts are written in at most five characters."""


def column_lines(bins: Bins, look: DrawingLook, width: int, height: int) -> list[list[Segment]]:
    """Columns, axes and (if there are marks) a line that spans them, in at most `height` rows of `width` cells."""
    rows = max(height - 2 - bool(bins.marks), 1)
    bins, each = bins.widened(max(width - _AXIS, 1))
    ticks = nice_ticks(0, bins.most, max(rows // 3, 1))
    left = min(max((len(label) for label in tick_labels(ticks)), default=0) + 2, _AXIS)
    wide = each * len(bins)
    # A count belongs to the upper edge of its row, so that 0 stands at the axis line.
    at = [rows - round(tick / bins.most * rows) for tick in ticks]
    axis = vertical_axis(list(zip(at, tick_labels(ticks), strict=True)), rows, left, look.ascii)
    columns = _columns(bins, look, rows, each)
    page = [[Segment(axis[row], look.axis), *columns[row]] for row in range(rows)]
    line, labels = horizontal_axis(bins.ticks(max(wide // 10, 2), wide), wide, look.ascii)
    page.append([Segment("0 ".rjust(left - 1) + ("+" if look.ascii else "└") + line, look.axis)])
    page.append([Segment(" " * left + labels, look.axis)])
    if bins.marks:
        page.append([Segment(" " * left), Segment(_span(bins, look, wide), look.text)])
    return page


def _columns(bins: Bins, look: DrawingLook, rows: int, each: int) -> list[list[Segment]]:
    high = heights(bins.counts.tolist(), bins.most, rows)
    over = [0] * len(bins) if bins.overlay is None else heights(bins.overlay.tolist(), bins.most, rows)
    page = []
    for row in reversed(range(rows)):
        characters, styles = [], []
        for first, second in zip(high, over, strict=True):
            character, style = column_cell(first, row, look.ascii), look.bar
            if second and (second - 1) // 8 == row:
                character, style = _line(first - 8 * row, second - 8 * row, look)
            characters += [character] * each
            styles += [style] * each
        page.append(runs(characters, styles))
    return page


def _line(first: int, second: int, look: DrawingLook) -> tuple[str, Style]:
    """The second distribution's line `second` (1 to 8) eighths up a cell that the column fills to `first` eighths.

    A cell holds one character: the column in it is rounded to all or nothing, and the line kept on its side of the top.
    """
    if look.ascii:
        return "=", look.second
    filled = first >= 4
    at = (second - 1) // 3
    if 0 < first < 8 and second >= first:
        at = 2 if filled else 0
    line = "▁━▔"[at]
    if not filled:
        return line, look.second
    if look.colours == "none":
        return line, look.bar + Style(reverse=True)
    return line, look.second + Style(bgcolor=look.bar.color)


def _span(bins: Bins, look: DrawingLook, wide: int) -> str:
    """A line from the first mark to the last, crossed at those between."""
    cells = cells_of([bins.place(value) for _, value in bins.marks], 0, len(bins), wide)
    first, rule, cross, last, one = "[-|]|" if look.ascii else "├─┼┤│"
    text = [" "] * wide
    text[cells[0] : cells[-1] + 1] = rule * (cells[-1] + 1 - cells[0])
    text[cells[0]], text[cells[-1]] = first, last
    for cell in cells[1:-1]:
        text[cell] = cross
    if cells[0] == cells[-1]:
        text[cells[0]] = one
    return "".join(text)
