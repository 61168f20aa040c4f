"""Line charts by a number of clusters or any other x: one or two lines, each with its own scale, and a choice of x."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from widgets.charts.chart import Line, LineFigure
from widgets.drawing.cells import clipped
from widgets.drawing.redrawing import Redrawing
from widgets.line.line_drawing import LineDrawing
from widgets.line.marker import move_marker
from widgets.line.series import Series
from widgets.words import tell


class LineChart(Redrawing, can_focus=True):
    """One line with its axis at the left, a second with its own at the right, and a marker at the current x.

        chart = LineChart(x_label="k")
        ks = (2, 3, 4)
        chart.show([Series("inertia", ks, (812, 455, 400)), Series("silhouette", ks, (0.41, 0.55, 0.38))], chosen=3)

        def on_line_chart_moved(self, event: LineChart.Moved) -> None: ...

    Left and right move the marker from x to x, Enter chooses. Points carry their values where there is room; those of
    the marked x stand in the first line. Values that are not finite leave a gap.
    """

    HELP_TITLE = "Chart"
    HELP = "A value for each position on the axis below; the marker can be moved."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Before", tooltip="Mark the previous x", id="line_chart.before"),
        Binding("right,l", "move(1)", "Next", tooltip="Mark the next x", id="line_chart.next"),
        Binding("home,g", "move(-100000)", "First", tooltip="Mark the first x", id="line_chart.first", show=False),
        Binding("end,G", "move(100000)", "Last", tooltip="Mark the last x", id="line_chart.last", show=False),
        Binding("enter", "choose", "Choose", tooltip="Choose the marked x", id="line_chart.choose"),
    ]

    DEFAULT_CSS = """
    LineChart:light > .drawing--second { color: $text-warning; }
    """

    chosen: reactive[float | None] = reactive(None)
    """The x that is marked, if it is one of the points'."""

    @dataclass
    class Moved(Message):
        """The user moved the marker to `x`."""

        chart: LineChart
        x: float

        @property
        def control(self) -> LineChart:
            """The chart, for `@on` with a selector."""
            return self.chart

    @dataclass
    class Chosen(Moved):
        """The user took the marked x."""

    def __init__(
        self,
        series: Sequence[Series] = (),
        chosen: float | None = None,
        *,
        x_label: str = "",
        shared: bool = False,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`shared` draws both lines on the left axis."""
        super().__init__(ascii=ascii, id=id, classes=classes)
        self.x_label, self.shared = x_label, shared
        self.series: tuple[Series, ...] = tuple(series)
        self._columns: dict[float, int] = {}
        self.set_reactive(LineChart.chosen, chosen)

    def show(self, series: Sequence[Series], chosen: float | None = None) -> None:
        """Draw other lines, at most two; `chosen` is marked."""
        if len(series) > 2:
            raise ValueError("a line chart shows one or two series")
        self.series = tuple(series)
        self.chosen = chosen
        self.refresh()

    @property
    def xs(self) -> list[float]:
        """Every x that has a point, rising."""
        return sorted({x for series in self.series for x, _, _ in series.points})

    def action_move(self, by: int) -> None:
        """Mark an x further right (or left); with none marked, the first (or last)."""
        self._mark(move_marker(self.xs, self.chosen, by))

    def action_choose(self) -> None:
        """Say that the marked x is taken."""
        if self.chosen is not None:
            self.post_message(self.Chosen(self, self.chosen))

    def on_click(self, event: events.Click) -> None:
        """Mark the x that is nearest to the click."""
        place = event.get_content_offset(self)
        if place is not None and self._columns:
            self._mark(min(self._columns, key=lambda x: abs(self._columns[x] - place.x)))

    def _mark(self, x: float | None) -> None:
        if x is not None and x != self.chosen:
            self.chosen = x
            self.post_message(self.Moved(self, x))

    def figure(self) -> LineFigure | None:
        """All lines, the second with a scale of its own unless they share one, with the marked x."""
        if not self.xs:
            return None
        lines = []
        for at, series in enumerate(s for s in self.series if s.points):
            x, y = np.array(series.x, np.float64), np.array(series.y, np.float64)
            error = np.zeros(len(x)) if series.error is None else np.array(series.error, np.float64)
            order = np.argsort(x, kind="stable")[: int(np.isfinite(x).sum())]
            mark = self.chosen if self.chosen in x else None
            margin = np.abs(error[order]) if error.any() else None
            lines.append(Line(series.name, x[order], y[order], mark, margin, right=at > 0 and not self.shared))
        names = ", ".join(line.name for line in lines if not line.right)
        return LineFigure(self.heading or self.HELP_TITLE, self.x_label, names, tuple(lines))

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The names and marked values, the lines, the axis below."""
        if not self.xs:
            return [[Segment(clipped(tell("nothing to draw yet"), width, self.ascii), self.style_of("dim"))]]
        if width < 20 or height < 6:
            return [[Segment(clipped(tell("too small to draw a chart"), width, self.ascii), self.style_of("dim"))]]
        drawing = LineDrawing(
            *(self.series, self.chosen, (width, height), self.x_label, self.shared, self.ascii),
            part=self._part,
        )
        self._columns = {x: drawing.column(x) for x in self.xs if math.isfinite(x)}
        return drawing.page()

    def _part(self, part: str) -> Style:
        # Without colour the lines are told apart by their points; their greys would be hard to see.
        return self.style_of("text" if self.colours == "none" and part == "bar" else part)
