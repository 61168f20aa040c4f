"""Small line charts over the same x, in rows and columns, each with a scale of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from widgets.charts.chart import LineFigure, PanelFigure
from widgets.drawing.axis import short_number
from widgets.drawing.cells import clipped
from widgets.drawing.redrawing import Redrawing
from widgets.line.line_drawing import LineDrawing
from widgets.line.marker import move_marker
from widgets.line.series import Series
from widgets.plain.visible import visible
from widgets.words import tell

_LEAST, _WISHED = 6, 8
"""Lines of a panel, at least and where there is room."""
_NARROWEST = 20


class LinePanels(Redrawing, can_focus=True):
    """The panels of a figure, with a marker at the same x in all of them, which moves from x to x.

        panels = LinePanels(x_label="k")
        panels.show(PanelFigure("How many", (inertia, silhouette, gap, bic)), chosen=3)

        def on_line_panels_moved(self, event: LinePanels.Moved) -> None: ...

    The first line of each panel has its title, its value at the marker, and its note. A panel shows its first line.
    """

    HELP_TITLE = "Panels"
    HELP = "One small chart for each index, over the same axis; the marker can be moved."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Before", tooltip="Mark the previous x", id="line_panels.before"),
        Binding("right,l", "move(1)", "Next", tooltip="Mark the next x", id="line_panels.next"),
    ]
    DEFAULT_CSS = """
    LinePanels:light > .drawing--second { color: $text-warning; }
    """

    chosen: reactive[float | None] = reactive(None)
    """The x that is marked."""

    @dataclass
    class Moved(Message):
        """The user moved the marker to `x`."""

        panels: LinePanels
        x: float

        @property
        def control(self) -> LinePanels:
            """The widget, for `@on` with a selector."""
            return self.panels

    def __init__(self, *, x_label: str = "", ascii: bool = False, id: str | None = None) -> None:
        super().__init__(ascii=ascii, id=id)
        self.x_label = x_label
        self._figure: PanelFigure | None = None

    def show(self, figure: PanelFigure | None, chosen: float | None = None) -> None:
        """Draw another figure, with this x marked."""
        self._figure, self.chosen = figure, chosen
        self.refresh()

    def figure(self) -> PanelFigure | None:
        """The figure itself."""
        return self._figure

    @property
    def xs(self) -> list[float]:
        """Every x of any panel, rising."""
        panels = self._figure.panels if self._figure else ()
        return sorted({float(x) for panel in panels for line in panel.lines for x in line.x if math.isfinite(x)})

    def action_move(self, by: int) -> None:
        """Mark an x further right (or left); with none marked, the first (or last)."""
        x = move_marker(self.xs, self.chosen, by)
        if x is not None and x != self.chosen:
            self.chosen = x
            self.post_message(self.Moved(self, x))

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """As many rows of panels as are high enough, the first panels at the top."""
        panels = [panel for panel in self._figure.panels if panel.lines] if self._figure else []
        if not panels:
            return [[Segment(clipped(tell("nothing to draw yet"), width, self.ascii), self.style_of("dim"))]]
        rows = min(len(panels), max(height // _WISHED, 1))
        across = math.ceil(len(panels) / rows)
        while across > 1 and width // across < _NARROWEST + 1 and height // (rows + 1) >= _LEAST:
            rows += 1
            across = math.ceil(len(panels) / rows)
        across = min(across, max(width // (_NARROWEST + 1), 1))
        wide, high = width // across, height // rows
        if wide < _NARROWEST or high < _LEAST:
            return [[Segment(clipped(tell("too small to draw the panels"), width, self.ascii), self.style_of("dim"))]]
        page: list[list[Segment]] = []
        for start in range(0, rows * across, across):
            beside = [self._panel(panel, wide - 1, high) for panel in panels[start : start + across]]
            page += [[s for part in parts for s in part] for parts in zip(*beside, strict=True)]
        return page

    def _panel(self, panel: LineFigure, width: int, height: int) -> list[list[Segment]]:
        """The rows of one panel, each a cell wider than `width`."""
        line = panel.lines[0]
        error = None if line.error is None else line.error.tolist()
        series = Series(line.name, line.x.tolist(), line.y.tolist(), error)
        if not series.points:
            rows = [[Segment(clipped(tell("no values"), width, self.ascii), self.style_of("dim"))]]
        else:
            options = ((series,), self.chosen, (width, height), self.x_label, True, self.ascii)
            rows = LineDrawing(*options, part=self._part).page()
        rows[0] = [Segment(clipped(self._title(panel, series), width, self.ascii), self.style_of("title"))]
        rows += [[] for _ in range(height - len(rows))]
        return [[*row, Segment(" " * (width + 1 - sum(cell_len(s.text) for s in row)))] for row in rows]

    def _title(self, panel: LineFigure, series: Series) -> str:
        value = None if self.chosen is None else series.at(self.chosen)
        said = visible(panel.title) + (f" {short_number(value, 3)}" if value is not None else "")
        return f"{said}, {visible(panel.note)}" if panel.note else said

    def _part(self, part: str) -> Style:
        return self.style_of("text" if self.colours == "none" and part == "bar" else part)
