"""A matrix as a heatmap: each cell has a figure and a color, with a cursor, fixed headers, and NaN."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from widgets.charts.chart import HeatFigure
from widgets.drawing.cells import first_shown, fitted
from widgets.drawing.drawing_widget import Drawing
from widgets.drawing.palette import without_glyph
from widgets.heatmap.matrix import HeatmapMatrix
from widgets.heatmap.page import HeatmapPage
from widgets.heatmap.ramp import Scale
from widgets.words import tell


class Heatmap(Drawing, can_focus=True):
    """Rows × columns of floats, blue to orange about a middle (diverging) or one hue by amount (sequential).

        heatmap = Heatmap(effects, ["Regulars", "New"], ["income", "visits"], limits=(-2, 2))
        heatmap.show(effects, segments, features, texts=means)   # means as figures, effects as colours and ++ + - --

        def on_heatmap_cell_selected(self, event: Heatmap.CellSelected) -> None:
            self.open(event.row, event.column)

    Without colour or with `ascii`, and where the figures are texts of your own, marks repeat what the colours say.
    """

    HELP_TITLE = "Heatmap"
    HELP = "Blue is below the middle, orange above; brighter cells are further from it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, name, show, tooltip=tooltip, id=f"heatmap.{name.lower().replace(' ', '-')}")
        for keys, action, name, show, tooltip in (
            ("h,left", "move(0, -1)", "Left", False, "One column to the left"),
            ("j,down", "move(1, 0)", "Down", False, "One row down"),
            ("k,up", "move(-1, 0)", "Up", False, "One row up"),
            ("l,right", "move(0, 1)", "Right", False, "One column to the right"),
            ("home", "move(0, -1000000)", "First column", False, "Go to the first column"),
            ("end", "move(0, 1000000)", "Last column", False, "Go to the last column"),
            ("g", "move(-1000000, 0)", "First row", False, "Go to the first row"),
            ("G,shift+g", "move(1000000, 0)", "Last row", False, "Go to the last row"),
            ("pageup,ctrl+u", "page(-1)", "Page up", False, "Half a view up"),
            ("pagedown,ctrl+d", "page(1)", "Page down", False, "Half a view down"),
            ("enter", "select", "Open", True, "Open the cell at the cursor"),
        )
    ]

    cursor: reactive[tuple[int, int]] = reactive((0, 0))
    """Row and column of the cell at the cursor."""

    class CellHighlighted(Message):
        """The cursor moved to a cell; `value` may be NaN."""

        def __init__(self, heatmap: "Heatmap", row: int, column: int, value: float) -> None:
            super().__init__()
            self.heatmap, self.row, self.column, self.value = heatmap, row, column, value

        @property
        def control(self) -> "Heatmap":
            """The heatmap that sends it."""
            return self.heatmap

    class CellSelected(CellHighlighted):
        """Enter was pressed at a cell, or the cell at the cursor was clicked."""

    def __init__(
        self,
        values: ArrayLike | None = None,
        rows: Sequence[str] = (),
        columns: Sequence[str] = (),
        *,
        texts: Sequence[Sequence[str]] | None = None,
        scale: Scale = "diverging",
        limits: tuple[float, float] | None = None,
        digits: int = 2,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._first = (0, 0)
        self.show(values, rows, columns, texts=texts, scale=scale, limits=limits, digits=digits)

    def show(
        self,
        values: ArrayLike | None,
        rows: Sequence[str],
        columns: Sequence[str],
        *,
        texts: Sequence[Sequence[str]] | None = None,
        scale: Scale = "diverging",
        limits: tuple[float, float] | None = None,
        digits: int = 2,
        measured: str = "{}",
    ) -> None:
        """Show `values` (r, c), NaN where there is none; the cursor stays where it is if it can.

        `texts` (r × c) are written in place of the figures; of the cell at the cursor the value is told beside its text
        as `measured` says, such as "{} sd", or not if that is empty. `limits` are the values of the strongest colours;
        without, the extremes of the finite values, symmetric about 0 on a diverging scale. Raises ValueError for sizes
        that do not fit.
        """
        matrix = np.empty((len(rows), len(columns))) if values is None else np.asarray(values, dtype=np.float64)
        made = HeatmapMatrix.of(matrix, rows, columns, texts, scale, limits, digits)
        self._matrix = replace(made, measured=measured)
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh()

    def figure(self) -> HeatFigure | None:
        """All cells, with the figures as they are written here."""
        shown = self._matrix
        if not shown.values.size:
            return None
        low, high = shown.limits
        known = np.isfinite(shown.values) | shown.own_texts
        texts = tuple(
            tuple(text if k else "" for text, k in zip(row, ks, strict=True))
            for row, ks in zip(shown.texts, known, strict=True)
        )
        title = self.heading or self.HELP_TITLE
        rows = tuple(map(without_glyph, shown.rows))
        return HeatFigure(title, rows, shown.columns, shown.values, high, title, shown.scale, low, texts)

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """Headers, the cells in view, the cell at the cursor in words."""
        if not self._matrix.values.size:
            return [[], [Segment(fitted(tell("nothing to show"), width, "centre"), self.look.text)]]
        page = self._page(width, height)
        self._first = page.first
        return page.lines()

    def validate_cursor(self, cursor: tuple[int, int]) -> tuple[int, int]:
        """The nearest existing cell."""
        rows, columns = self._matrix.values.shape
        return max(min(cursor[0], rows - 1), 0), max(min(cursor[1], columns - 1), 0)

    def watch_cursor(self) -> None:
        """Notify listeners."""
        self._tell(self.CellHighlighted)

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor."""
        self.cursor = (self.cursor[0] + down, self.cursor[1] + right)

    def action_page(self, step: int) -> None:
        """Move the cursor by half the rows in view."""
        self.action_move(step * max(self._page(*self.size).shown[0] // 2, 1), 0)

    def action_select(self) -> None:
        """Open the cell at the cursor."""
        self._tell(self.CellSelected)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down, or with shift to the right."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up, or with shift to the left."""
        self._wheel(event, -1)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a cell, or open the cell if it is there."""
        place = event.get_content_offset(self)
        cell = self._page(*self.size).at(place.x, place.y) if place is not None and self._matrix.values.size else None
        if cell is None:
            return
        if cell == self.cursor:
            self.action_select()
        self.cursor = cell

    def _wheel(self, event: events.MouseEvent, step: int) -> None:
        self.action_move(*((0, step) if event.shift else (step, 0)))
        event.stop()
        event.prevent_default()

    def _tell(self, message: type["Heatmap.CellHighlighted"]) -> None:
        if self.is_mounted and self._matrix.values.size:
            self.post_message(message(self, *self.cursor, float(self._matrix.values[self.cursor])))

    def _page(self, width: int, height: int) -> HeatmapPage:
        """The page with the cursor in view."""
        look, background, matrix = self.look, self.background_colors[1], self._matrix
        page = HeatmapPage(matrix, self.cursor, (0, 0), look, background, self.has_focus, width, height)
        row, column = (
            first_shown(first, cursor, shown, count)
            for first, cursor, shown, count in zip(
                self._first, self.cursor, page.shown, matrix.values.shape, strict=True
            )
        )
        return HeatmapPage(matrix, self.cursor, (row, column), look, background, self.has_focus, width, height)
