"""The drawing half of FrameTable: what is in sight of a frame, the cursor in it, and repaints of changed cells only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import polars as pl
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from widgets.frame.cells import ASCII, UNICODE, CellWriter, Format, Glyphs, Plain
from widgets.frame.columns import FrameColumns, Slot
from widgets.frame.fit import fit_columns
from widgets.frame.page import FramePage, RowStyler
from widgets.frame.paint import Look, Painter, Row, parsed, thumb_lines
from widgets.frame.strip_changes import changed_span
from widgets.frame.view import FrameView


class FrameCanvas(Widget, can_focus=True):
    """A view of a frame on the screen; knows where things are, not what keys do."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "frame-table--header",
        "frame-table--header-cursor",
        "frame-table--row-cursor",
        "frame-table--cursor",
        "frame-table--status",
    }

    ascii: reactive[bool] = reactive(False, init=False)
    """Draw with ASCII characters only; the cells' own text stays as it is."""
    frozen: reactive[int] = reactive(0, init=False)
    """How many of the first columns stay in sight; fewer where they would leave no room."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._view = FrameView(pl.DataFrame())
        self._columns = FrameColumns()
        self._writers: list[CellWriter] = []
        self._position = self._column = self._top = self._left = 0
        self._formats: Mapping[str, Format] = {}
        self._highlights: Mapping[str, str] = {}
        self._pictures: Mapping[str, str] = {}
        self._plain: Plain | None = None
        self._row_style: RowStyler | None = None
        self._lines: list[Strip] = []
        self._slots: list[Slot] = []
        self._look: Look | None = None
        self._page = FramePage()

    @property
    def page_rows(self) -> int:
        """How many rows are in sight between the header and the status line."""
        return max(self.size.height - 2, 1)

    def move_cursor(self, position: int, column: int) -> None:
        """Put the cursor on a cell of the view, as near as there is one, and bring it into sight."""
        self._position = max(min(position, self._view.height - 1), 0)
        self._column = max(min(column, len(self._columns.names) - 1), 0)
        self._reveal()
        self._repaint()

    def scroll_rows(self, rows: int) -> None:
        """Show rows further down, or up; the cursor stays where it is."""
        self._top = self._bound(self._top + rows)
        self._repaint()

    def scroll_columns(self, columns: int) -> None:
        """Show columns further to the right, or left; the cursor stays where it is."""
        last = self._columns.left_for(len(self._columns.names) - 1, 0, self._gutter, self.size.width - 1)
        self._left = max(min(self._left + columns, last), self._held)
        self._repaint()

    def watch_ascii(self) -> None:
        """Draw everything anew."""
        self._restyle()

    def watch_frozen(self, frozen: int) -> None:
        """Keep other columns in sight."""
        self._columns.frozen = max(frozen, 0)
        self._reveal()
        self._repaint()

    def notify_style_update(self) -> None:
        """Another theme or focus: the drawn lines are of no use any more."""
        super().notify_style_update()
        self._look, self._lines = None, []

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._top = self._bound(self._top)
        self._reveal()
        self._repaint()

    def render_line(self, y: int) -> Strip:
        """A line as last drawn."""
        if len(self._lines) != self.size.height or (self._lines and self._lines[0].cell_length != self.size.width):
            self._lines = self._draw()
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width)

    # ---- where things are

    @property
    def _gutter(self) -> int:
        return 1 if self._row_style is None else 2

    @property
    def _held(self) -> int:
        return self._columns.held(self.size.width - 1 - self._gutter)

    @property
    def _glyphs(self) -> Glyphs:
        return ASCII if self.ascii else UNICODE

    def _bound(self, top: int) -> int:
        return max(min(top, self._view.height - self.page_rows), 0)

    def _reveal(self) -> None:
        if not self.size:
            return
        if not self._top <= self._position < self._top + self.page_rows:
            self._top = self._bound(self._position - self.page_rows // 2)
        if self._columns.names:
            self._left = self._columns.left_for(self._column, self._left, self._gutter, self.size.width - 1)

    def _fit(self, keep: FrameColumns | None = None) -> None:
        """Measure the columns of the frame, none narrower than in `keep`."""
        self._columns, self._writers = fit_columns(self._view.frame, self._formats, self._glyphs, self._plain)
        self._columns.frozen = self.frozen
        if keep is not None:
            self._columns.settle(keep)

    # ---- drawing

    def _restyle(self) -> None:
        self._look, self._lines = None, []
        self._page = FramePage(self._glyphs)
        self.refresh()

    def _repaint(self) -> None:
        """Draw again and send what changed."""
        if not self._lines or not self.is_attached:
            self._lines = []
            self.refresh()
            return
        before, self._lines = self._lines, self._draw()
        for y, line in enumerate(self._lines):
            span = changed_span(before[y], line) if y < len(before) else (0, self.size.width)
            if span:
                self.refresh(Region(span[0], y, span[1] - span[0], 1))

    def _draw(self) -> list[Strip]:
        width, height = self.size
        if not width or not height:
            return []
        look, view, rows = self._styles(), self._view, self.page_rows
        self._slots = self._columns.slots(self._left, self._gutter, width - 1)
        painter = Painter(look, self._slots, self._held, self._column, width)
        page = self._rows_in_sight()
        thumb = thumb_lines(self._top, rows, view.height)
        lines = [painter.header(self._labels(), self._gutter)] if self._columns.names else []
        lines += [painter.row(row, self._gutter, y in thumb) for y, row in enumerate(page)]
        if not page:
            lines.append(painter.blank(text=self._nothing()))
        lines += [painter.blank()] * (rows + 1 - len(lines))
        return [*lines[: max(height - 1, 1)], painter.status(self._status())][:height]

    def _rows_in_sight(self) -> list[Row]:
        self._page.dress = self._row_style
        stop = min(self._top + self.page_rows, self._view.height)
        rows = self._page.rows(self._view, self._writers, self._slots, (self._top, stop))
        here = self._position - self._top
        return [replace(row, cursor=True) if place == here else row for place, row in enumerate(rows)]

    def _labels(self) -> dict[int, tuple[str, bool, bool | None]]:
        by, descending = self._view.sorted_by or (None, False)
        names = self._columns.names
        return {
            slot.column: (
                self._writers[slot.column].name(names[slot.column], self._glyphs),
                self._writers[slot.column].right,
                descending if names[slot.column] == by else None,
            )
            for slot in self._slots
        }

    def _styles(self) -> Look:
        if self._look is None:
            base = self.rich_style
            header, status = (self.get_component_rich_style(f"frame-table--{part}") for part in ("header", "status"))
            header_cursor, row_cursor, cursor = (
                self.get_component_rich_style(f"frame-table--{part}", partial=True)
                for part in ("header-cursor", "row-cursor", "cursor")
            )
            places = {name: place for place, name in enumerate(self._columns.names)}
            marked, drawn = (
                {places[name]: parsed(style) for name, style in styles.items() if name in places}
                for styles in (self._highlights, self._pictures)
            )
            self._look = Look(base, header, header_cursor, row_cursor, cursor, status, self._glyphs, marked, drawn)
        return self._look

    def _nothing(self) -> str:
        """The sentence where there is no row to draw."""
        return ""

    def _status(self) -> str:
        """The last line."""
        return ""
