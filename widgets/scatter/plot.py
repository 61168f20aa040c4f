"""How a scatter is put on a page of cells: title line, points, axes and legend, as a pure function of what is shown."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment

from widgets.drawing.axis import cells_of, horizontal_axis, tick_labels, vertical_axis
from widgets.drawing.cells import clipped, fitted
from widgets.drawing.drawing_look import DrawingLook
from widgets.drawing.legend import Entry, Legend
from widgets.drawing.palette import NOISE, group_glyph
from widgets.drawing.ticks import nice_ticks
from widgets.scatter.plane_window import PlaneWindow
from widgets.scatter.points import Points
from widgets.scatter.raster import Raster, dot_lines, rasterise
from widgets.words import tell, tell_counted

_ROOM_BESIDE = 56
"""From this width on the legend stands beside the plot; below, under it."""


@dataclass(frozen=True)
class ScatterPlot:
    """A page of `width` × `height` cells showing the points within the view."""

    points: Points
    view: PlaneWindow
    look: DrawingLook
    width: int
    height: int
    highlighted: int | None = None
    x_label: str = ""
    y_label: str = ""
    keyed: bool = True
    """Whether the legend tells the digits that highlight its groups."""

    @cached_property
    def legend(self) -> Legend:
        """The key to the groups; empty where there is but one without a name."""
        points, look = self.points, self.look
        plain = len(points.labels) == 1 and points.names[0] == str(points.labels[0])
        entries = [
            Entry(
                str(position + 1) if self.keyed and position < 9 else "",
                group_glyph(label, look.ascii),
                look.group(label, len(points.labels)) if self.highlighted in {None, label} else look.dim,
                name,
                count,
                label == self.highlighted,
            )
            for position, (label, name, count) in enumerate(
                zip(points.labels, points.names, points.counts, strict=True)
            )
        ]
        return Legend(() if plain else tuple(entries), look.text, look.axis, look.ascii)

    @cached_property
    def beside(self) -> int:
        """Width of the legend beside the plot, 0 if it stands under it or there is none."""
        return self.legend.width(self.width // 3 + 2) if self.legend.entries and self.width >= _ROOM_BESIDE else 0

    @cached_property
    def under(self) -> list[list[Segment]]:
        """Lines of the legend under the plot."""
        if self.beside or not self.legend.entries or self.height < 8:
            return []
        return self.legend.lines(self.width, 1 if self.height < 14 else 2)

    @cached_property
    def rows(self) -> int:
        """Rows of cells for points, at least 1."""
        return max(self.height - 3 - bool(self.x_label) - len(self.under), 1)

    @cached_property
    def y_ticks(self) -> list[float]:
        """Round values on the vertical axis."""
        return nice_ticks(self.view.bottom, self.view.top, max(self.rows // 3, 2))

    @cached_property
    def left(self) -> int:
        """Width of the vertical axis with its labels."""
        return min(max((len(label) for label in tick_labels(self.y_ticks)), default=0) + 2, max(self.width // 3, 2))

    @cached_property
    def columns(self) -> int:
        """Columns of cells for points, at least 1."""
        return max(self.width - self.left - (self.beside + 2 if self.beside else 0), 1)

    def lines(self) -> list[list[Segment]]:
        """The page from the top."""
        look, view = self.look, self.view
        inside, cells = self._cells()
        at = [self.rows - 1 - cell for cell in cells_of(self.y_ticks, view.bottom, view.top, self.rows)]
        axis = vertical_axis(list(zip(at, tick_labels(self.y_ticks), strict=True)), self.rows, self.left, look.ascii)
        page = [self._title(inside)]
        beside = self.legend.column(self.beside, self.rows) if self.beside else []
        for row, line in enumerate(cells):
            page.append([Segment(axis[row], look.axis), *line])
            if row < len(beside):
                page[-1] += [Segment("  "), *beside[row]]
        return page + self._bottom() + self.under

    def legend_row(self, y: int) -> int | None:
        """The position in the legend beside the plot of the entry drawn in line `y` of the page."""
        position = self.legend.first(self.rows) + y - 1
        shown = len(self.legend.column(self.beside, self.rows))
        more = len(self.legend.entries) > self.rows
        return position if self.beside and 0 <= y - 1 < shown - more else None

    def _title(self, inside: int) -> list[Segment]:
        points = self.points
        said = (
            tell_counted("{count:,} point", "{count:,} points", len(points))
            if inside == len(points)
            else tell("{inside:,} of {all:,} points in view", inside=inside, all=len(points))
        )
        if points.ignored:
            said = f"{said}, " + tell("{count:,} without a place", count=points.ignored)
        name = clipped(self.y_label, max(self.width - len(said) - 2, 0), self.look.ascii)
        gap = fitted(said, max(self.width - len(fitted(name, len(name))), 0), "right", self.look.ascii)
        return [Segment(name, self.look.text), Segment(gap, self.look.axis)]

    def _bottom(self) -> list[list[Segment]]:
        look, view = self.look, self.view
        ticks = nice_ticks(view.left, view.right, max(self.columns // 10, 2))
        at = cells_of(ticks, view.left, view.right, self.columns)
        line, labels = horizontal_axis(list(zip(at, tick_labels(ticks), strict=True)), self.columns, look.ascii)
        corner = "+" if look.ascii else "└"
        rows = [[Segment(" " * (self.left - 1) + corner + line, look.axis)]]
        rows.append([Segment(" " * self.left + labels, look.axis)])
        if self.x_label:
            rows.append(
                [Segment(" " * self.left), Segment(fitted(self.x_label, self.columns, "right", look.ascii), look.text)]
            )
        return rows

    def _cells(self) -> tuple[int, list[list[Segment]]]:
        """The number of points in view, and the rows of the plot."""
        points, look = self.points, self.look
        if not len(points):
            said = tell("no points to show") if not points.ignored else tell("no point has a place")
            blank = [Segment(" " * self.columns)]
            words = [Segment(fitted(said, self.columns, "centre", look.ascii), look.text)]
            return 0, [words if row == self.rows // 2 else blank for row in range(self.rows)]
        styles = [look.group(label, len(points.labels)) for label in points.labels]
        glyphs = [group_glyph(label, look.ascii) for label in points.labels]
        if self.highlighted not in points.labels:
            raster = self._raster(slice(None))
            return raster.inside, dot_lines(raster, styles, glyphs if look.glyphs else None)
        chosen = points.labels.index(self.highlighted)
        front, back = self._raster(points.group == chosen), self._raster(points.group != chosen)
        styles = [style if place == chosen else look.dim for place, style in enumerate(styles)]
        glyphs = [glyph if place == chosen else group_glyph(NOISE, look.ascii) for place, glyph in enumerate(glyphs)]
        return front.inside + back.inside, dot_lines(front.over(back), styles, glyphs if look.glyphs else None)

    def _raster(self, which: slice | NDArray[np.bool_]) -> Raster:
        points = self.points
        chosen = points.x[which], points.y[which], points.group[which]
        return rasterise(*chosen, len(points.labels), self.view, self.columns, self.rows)
