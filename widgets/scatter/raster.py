"""Points to braille dots, and which group holds the majority of each cell: a few milliseconds for 100,000 points."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style

from widgets.scatter.plane_window import PlaneWindow

DOTS_ACROSS, DOTS_DOWN = 2, 4
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
_SPARSE = 4_000_000
"""Above this many cells × groups, counting by sorting takes less memory and time than a table of counts."""


@dataclass(frozen=True)
class Raster:
    """What a plot of `rows` × `columns` cells shows; row 0 is the top.

    `dots`: uint8, the eight dots of U+2800 + dots. `group`: intp, the index into the groups of the cell's majority,
    the lowest on a tie, -1 where the cell is empty. `inside`: points within the view.
    """

    dots: NDArray[np.uint8]
    group: NDArray[np.intp]
    inside: int

    def over(self, behind: "Raster") -> "Raster":
        """This raster on top of another of its size: the other shows only in cells that are empty here."""
        empty = self.group < 0
        dots, group = np.where(empty, behind.dots, self.dots), np.where(empty, behind.group, self.group)
        return Raster(dots, group, self.inside + behind.inside)


def rasterise(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    group: NDArray[np.integer],
    groups: int,
    view: PlaneWindow,
    columns: int,
    rows: int,
) -> Raster:
    """Draw points (finite `x`, `y`; `group` in 0 … groups - 1; all of one length) into columns × rows cells."""
    across, down = columns * DOTS_ACROSS, rows * DOTS_DOWN
    dot_x = _dots(x, view.left, view.width, across)
    dot_y = _dots(y, view.bottom, view.height, down)
    # Unsigned, what lies left of or below the view is large too: one comparison for both edges.
    inside = (dot_x.view(np.uint32) < across) & (dot_y.view(np.uint32) < down)
    if not inside.all():
        dot_x, dot_y, group = dot_x[inside], dot_y[inside], group[inside]
    dot_y = (down - 1) - dot_y
    bitmap = np.zeros((down, across), dtype=np.bool_)
    bitmap.ravel()[dot_y * np.int32(across) + dot_x] = True
    blocks = bitmap.reshape(rows, DOTS_DOWN, columns, DOTS_ACROSS)
    dots = (blocks * _BITS[None, :, None, :]).sum(axis=(1, 3), dtype=np.uint8)
    cell = (dot_y >> 2) * np.int32(columns) + (dot_x >> 1)
    return Raster(dots, _majority(cell, group, columns * rows, groups).reshape(rows, columns), len(cell))


def dot_lines(raster: Raster, styles: Sequence[Style], glyphs: Sequence[str] | None = None) -> list[list[Segment]]:
    """The raster as rows of segments in each group's style: braille dots, or each cell its group's glyph."""
    empty = raster.group < 0
    drawn = (
        np.array([ord(glyph) for glyph in glyphs])[raster.group] if glyphs else 0x2800 + raster.dots.astype(np.int64)
    )
    codes = np.where(empty, ord(" "), drawn).astype("<u4")
    # A blank takes the style before it: fewer changes of colour, fewer bytes over the line.
    last = np.maximum.accumulate(np.where(empty, 0, np.arange(codes.shape[1])), axis=1)
    owner = np.take_along_axis(raster.group, last, axis=1)
    return [_segments(row.tobytes().decode("utf-32-le"), of, styles) for row, of in zip(codes, owner, strict=True)]


def _segments(text: str, owner: NDArray[np.intp], styles: Sequence[Style]) -> list[Segment]:
    cuts = [0, *(np.flatnonzero(np.diff(owner)) + 1).tolist(), len(text)]
    return [
        Segment(text[start:stop], styles[owner[start]] if owner[start] >= 0 else None) for start, stop in pairwise(cuts)
    ]


def _dots(values: NDArray[np.float64], low: float, span: float, dots: int) -> NDArray[np.int32]:
    """The dot each value falls on; values outside get -1 or `dots`."""
    place = (values - low) * (dots / span)
    np.floor(place, out=place)
    return np.clip(place, -1, dots, out=place).astype(np.int32)


def _majority(cell: NDArray[np.int32], group: NDArray[np.integer], cells: int, groups: int) -> NDArray[np.intp]:
    """For each cell the group with most points there, the lowest on a tie, -1 without points."""
    key = cell.astype(np.int64) * groups + group
    if cells * groups <= _SPARSE:
        counts = np.bincount(key, minlength=cells * groups).reshape(cells, groups)
        return np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
    present, count = np.unique(key, return_counts=True)
    at, which = present // groups, present % groups
    order = np.lexsort((-which, count, at))
    winner = np.full(cells, -1, dtype=np.intp)
    # Of several writes to a cell the last one stands: the greatest count, of equal counts the lowest group.
    winner[at[order]] = which[order]
    return winner
