"""Draws the visible part of a frame, caches the lines, and repaints only changed cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.frame.cells import UNICODE, CellWriter, Format, Glyphs, Plain
from widgets.frame.column_layout import FrameColumns, Slot
from widgets.frame.fit import fit_columns
from widgets.frame.page import FramePage, RowStyler
from widgets.frame.paint import Painter, Row, TableLook, parsed, thumb_lines
from widgets.frame.status import empty_text, status_text
from widgets.frame.strip_changes import changed_span
from widgets.frame.viewport import FrameViewport
from widgets.words import tell


class FrameDrawing:
    """The lines of a viewport on a widget: how values, columns and rows look, and the lines as last drawn."""

    def __init__(self, widget: Widget, viewport: FrameViewport) -> None:
        self._widget = widget
        self._viewport = viewport
        self.glyphs: Glyphs = UNICODE
        self.formats: Mapping[str, Format] = {}
        self.highlights: Mapping[str, str] = {}
        self.pictures: Mapping[str, str] = {}
        self.plain: Plain | None = None
        self.heading: Callable[[str], str] = str
        self.note = ""
        """What the status line says instead of the position."""
        self.given = False
        """Whether there is a frame."""
        self.writers: list[CellWriter] = []
        self._row_style: RowStyler | None = None
        self._lines: list[Strip] = []
        self._look: TableLook | None = None
        self._page = FramePage()

    @property
    def row_style(self) -> RowStyler | None:
        """Called with each row in sight by column name; gives what sets the row apart, or None."""
        return self._row_style

    @row_style.setter
    def row_style(self, row_style: RowStyler | None) -> None:
        self._row_style = row_style
        self._viewport.gutter = 1 if row_style is None else 2

    def fit(self, keep: FrameColumns | None = None) -> None:
        """Measure the columns of the frame, none narrower than in `keep`; cells and styles are read again."""
        columns, self.writers = fit_columns(
            self._viewport.view.frame, self.formats, self.glyphs, self.plain, self.heading
        )
        columns.frozen = self._viewport.columns.frozen
        if keep is not None:
            columns.settle(keep)
        self._viewport.columns = columns
        self.reset_look()
        self.reset_rows()

    def line(self, y: int) -> Strip:
        """A line as last drawn."""
        size = self._widget.size
        if len(self._lines) != size.height or (self._lines and self._lines[0].cell_length != size.width):
            self._lines = self._draw()
        return self._lines[y] if y < len(self._lines) else Strip.blank(size.width)

    def reset_rows(self) -> None:
        """Read the rows in sight again: other rows are shown."""
        self._page = FramePage(self.glyphs)

    def reset_look(self) -> None:
        """Look the styles up again."""
        self._look = None

    def forget(self) -> None:
        """Another theme or focus: the drawn lines cannot be used any more."""
        self._look, self._lines = None, []

    def restyle(self) -> None:
        """Draw everything again: rows and cells look different."""
        self.forget()
        self.reset_rows()
        self._widget.refresh()

    def repaint(self) -> None:
        """Draw again and send what changed."""
        if not self._lines or not self._widget.is_attached:
            self._lines = []
            self._widget.refresh()
            return
        before, self._lines = self._lines, self._draw()
        for y, line in enumerate(self._lines):
            span = changed_span(before[y], line) if y < len(before) else (0, self._widget.size.width)
            if span:
                self._widget.refresh(Region(span[0], y, span[1] - span[0], 1))

    def _draw(self) -> list[Strip]:
        width, height = self._widget.size
        if not width or not height:
            return []
        shown = self._viewport
        slots, rows = shown.slots, shown.page_rows
        painter = Painter(self._styles(), slots, shown.held, shown.column, width)
        page = self._rows_in_sight(slots)
        thumb = thumb_lines(shown.top, rows, shown.view.height)
        lines = [painter.header(self._labels(slots), shown.gutter)] if shown.columns.names else []
        lines += [painter.row(row, shown.gutter, y in thumb) for y, row in enumerate(page)]
        if not page:
            lines.append(painter.blank(text=empty_text(shown) if self.given else tell("No table yet.")))
        lines += [painter.blank()] * (rows + 1 - len(lines))
        return [*lines[: max(height - 1, 1)], painter.status(self._status())][:height]

    def _rows_in_sight(self, slots: list[Slot]) -> list[Row]:
        self._page.dress = self._row_style
        shown = self._viewport
        rows = self._page.rows(shown.view, self.writers, slots, shown.positions)
        here = shown.position - shown.top
        return [replace(row, cursor=True) if place == here else row for place, row in enumerate(rows)]

    def _status(self) -> str:
        if self.note or not self._viewport.columns.names:
            return f" {self.note}"
        return status_text(self._viewport, f" {self.glyphs.dot} ", self.heading)

    def _labels(self, slots: list[Slot]) -> dict[int, tuple[str, bool, bool | None]]:
        by, descending = self._viewport.view.sorted_by or (None, False)
        names = self._viewport.columns.names
        return {
            slot.column: (
                self.writers[slot.column].name(names[slot.column], self.glyphs),
                self.writers[slot.column].right,
                descending if names[slot.column] == by else None,
            )
            for slot in slots
        }

    def _styles(self) -> TableLook:
        if self._look is None:
            found = self._widget.get_component_rich_style
            header, status = (found(f"frame-table--{part}") for part in ("header", "status"))
            header_cursor, row_cursor, cursor = (
                found(f"frame-table--{part}", partial=True) for part in ("header-cursor", "row-cursor", "cursor")
            )
            places = {name: place for place, name in enumerate(self._viewport.columns.names)}
            marked, drawn = (
                {places[name]: parsed(style) for name, style in styles.items() if name in places}
                for styles in (self.highlights, self.pictures)
            )
            base = self._widget.rich_style
            self._look = TableLook(base, header, header_cursor, row_cursor, cursor, status, self.glyphs, marked, drawn)
        return self._look
