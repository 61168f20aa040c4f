"""The mouse on a FrameTable: wheel, scrollbar, and what a click points at."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset

from widgets.frame.canvas import FrameCanvas

HEADER = -1


class FramePointer(FrameCanvas):
    """A canvas that the wheel and the scrollbar scroll."""

    _dragged = False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by half a page, so that a turn of the wheel is few repaints; with shift, the columns."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up by half a page; with shift, the columns."""
        self._wheel(event, -1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scrollbar."""
        offset = event.get_content_offset(self)
        if event.widget is self and offset and self._on_bar(offset):
            self._dragged = True
            self.capture_mouse()
            self._drag(offset)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Scroll to where the scrollbar is dragged."""
        if self._dragged:
            self._drag(event.offset - self.content_offset)

    def on_mouse_up(self) -> None:
        """Let the scrollbar go."""
        if self._dragged:
            self._dragged = False
            self.release_mouse()

    def pointed(self, offset: Offset) -> tuple[int | None, int | None]:
        """The position and the column under an offset into the content; HEADER is the header's position."""
        column = next((slot.column for slot in self._slots if slot.x <= offset.x < slot.end), None)
        if offset.y == 0:
            return HEADER, column
        position = self._top + offset.y - 1
        inside = offset.y <= self.page_rows and position < self._view.height
        return (position if inside else None), column

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        event.stop()
        event.prevent_default()
        if event.shift or event.ctrl:
            self.scroll_columns(way)
        else:
            self.scroll_rows(way * max(self.page_rows // 2, 1))

    def _on_bar(self, offset: Offset) -> bool:
        return offset.x == self.size.width - 1 and 0 < offset.y <= self.page_rows < self._view.height

    def _drag(self, offset: Offset) -> None:
        share = (offset.y - 1) / max(self.page_rows - 1, 1)
        self.scroll_rows(round(share * (self._view.height - self.page_rows)) - self._top)
