"""Horizontal bars with a label and a value each, as many as there is room for; the rest is scrolled to."""

from __future__ import annotations

import math
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from widgets.charts.chart import BarFigure
from widgets.drawing.axis import short_number
from widgets.drawing.blocks import bar
from widgets.drawing.cells import clipped, fitted
from widgets.drawing.drawing_widget import Drawing
from widgets.plain.visible import visible
from widgets.words import localised, tell

_NARROWEST = 10
"""Cells that the longest bar has at least, where the widget is wide enough."""


class BarChart(Drawing, can_focus=True):
    """The bars of a figure from the first down, each as long as its value is of the largest.

    chart = BarChart()
    chart.show(BarFigure("How far customers got", (Bar("view", 100.0), Bar("buy", 12.5))))
    """

    HELP_TITLE = "Bars"
    HELP = "A bar for each row, as long as its value."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_bars(1)", "Down", id="bar_chart.down", show=False, tooltip="Scroll down"),
        Binding("k,up", "scroll_bars(-1)", "Up", id="bar_chart.up", show=False, tooltip="Scroll up"),
    ]

    first: reactive[int] = reactive(0)
    """The bar at the top."""

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:
        super().__init__(ascii=ascii, id=id)
        self._figure: BarFigure | None = None

    def show(self, figure: BarFigure | None) -> None:
        """Draw another figure, from its first bar."""
        self._figure, self.first = figure, 0
        self.refresh()

    def figure(self) -> BarFigure | None:
        """The figure itself."""
        return self._figure

    def validate_first(self, first: int) -> int:
        """No further than the last bar."""
        bars = len(self._figure.bars) if self._figure else 0
        return max(min(first, bars - max(self.size.height, 1)), 0)

    def action_scroll_bars(self, by: int) -> None:
        """Move the view by some bars."""
        self.first += by

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """A row for each bar in view: its label, the bar, its value."""
        bars = self._figure.bars if self._figure else ()
        if not bars:
            return [[Segment(clipped(tell("nothing to draw yet"), width, self.ascii), self.look.dim)]]
        figures = [self._said(one.value) for one in bars]
        figure = max(map(len, figures))
        name = min(max(cell_len(visible(one.label)) for one in bars), max(width - figure - 2 - _NARROWEST, 1))
        most = max((one.value for one in bars if math.isfinite(one.value)), default=0.0) or 1.0
        page = []
        for one, said in list(zip(bars, figures, strict=True))[self.first : self.first + height]:
            drawn = bar(one.value / most, max(width - name - figure - 2, 0), self.ascii)
            label = fitted(visible(one.label), name, ascii=self.ascii)
            page.append([Segment(f"{label} ", self.look.text), Segment(drawn, self.look.bar)])
            page[-1].append(Segment(" " + said.rjust(figure), self.look.text))
        return page

    def _said(self, value: float) -> str:
        percent = self._figure is not None and self._figure.percent
        return localised(f"{value:.1%}") if percent else short_number(value, 4)
