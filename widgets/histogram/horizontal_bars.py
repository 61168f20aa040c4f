"""A histogram as horizontal bars, one bin a row, each with its range, count and share."""

from itertools import pairwise
from math import ceil

from rich.cells import cell_len
from rich.segment import Segment

from widgets.drawing.blocks import bar
from widgets.drawing.cells import fitted
from widgets.drawing.drawing_look import DrawingLook
from widgets.histogram.bins import Bins
from widgets.words import localised


def bar_lines(bins: Bins, look: DrawingLook, width: int, height: int) -> list[list[Segment]]:
    """At most `height` rows of `width` cells, the lowest bin on top; neighbours are merged where bins are many."""
    bins = bins.merged(max(height, 1))
    ranges = _ranges(bins, "-" if look.ascii else "–")
    figures = _figures(bins)
    marks = _marks(bins, "<" if look.ascii else "◂")
    name, figure = max(map(len, ranges)), max(map(len, figures))
    room = width - name - figure - max(map(cell_len, marks)) - 2
    page = []
    for row, count in enumerate(bins.counts.tolist()):
        drawn = bar(count / bins.most, max(room, 0), look.ascii)
        line = [Segment(fitted(ranges[row], name, "right") + " ", look.axis), *_crossed(drawn, bins, row, look)]
        line += [Segment(" " + figures[row].rjust(figure), look.text), Segment(marks[row], look.title)]
        page.append(line)
    return page


def _crossed(drawn: str, bins: Bins, row: int, look: DrawingLook) -> list[Segment]:
    """The bar, with a line where the second distribution's would end."""
    if bins.overlay is None or not bins.overlay[row] or not drawn:
        return [Segment(drawn, look.bar)]
    at = max(ceil(float(bins.overlay[row]) / bins.most * len(drawn)) - 1, 0)
    line = Segment("|" if look.ascii else "┃", look.second)
    return [Segment(drawn[:at], look.bar), line, Segment(drawn[at + 1 :], look.bar)]


def _ranges(bins: Bins, dash: str) -> list[str]:
    edges = [bins.said(float(edge)) for edge in bins.edges]
    low, high = max(map(len, edges[:-1])), max(map(len, edges[1:]))
    return [f"{a.rjust(low)} {dash} {b.rjust(high)}" for a, b in pairwise(edges)]


def _figures(bins: Bins) -> list[str]:
    total = float(bins.counts.sum()) or 1.0
    counts = [localised(f"{count:,.0f}") for count in bins.counts]
    if bins.overlay is not None:
        others = [localised(f"({other:,.0f})") for other in bins.overlay]
        room = max(map(len, others))
        counts = [f"{count} {other.rjust(room)}" for count, other in zip(counts, others, strict=True)]
    return [f"{text} {localised(f'{count / total:6.1%}')}" for text, count in zip(counts, bins.counts, strict=True)]


def _marks(bins: Bins, arrow: str) -> list[str]:
    names: list[list[str]] = [[] for _ in range(len(bins))]
    for name, value in bins.marks:
        names[bins.bin_of(value)].append(name)
    return [f" {arrow} {', '.join(found)}" if found else "" for found in names]
