"""The mouse on a FrameTable: the wheel and the scrollbar."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from widgets.frame.viewport import FrameViewport


class PointerControl:
    """Scrolls a viewport by the wheel and by dragging the scrollbar, then calls `repaint`."""

    def __init__(self, widget: Widget, viewport: FrameViewport, repaint: Callable[[], None]) -> None:
        self._widget = widget
        self._viewport = viewport
        self._repaint = repaint
        self._dragged = False

    def turn(self, event: events.MouseEvent, way: int) -> None:
        """Scroll by half a page, so that a turn of the wheel is few repaints; with shift or control, the columns."""
        event.stop()
        event.prevent_default()
        shown = self._viewport
        if event.shift or event.ctrl:
            shown.scroll_columns(way)
        else:
            shown.scroll_to(shown.top + way * max(shown.page_rows // 2, 1))
        self._repaint()

    def press(self, event: events.MouseDown) -> None:
        """Take hold of the scrollbar."""
        offset = event.get_content_offset(self._widget)
        if event.widget is self._widget and offset and self._on_bar(offset):
            self._dragged = True
            self._widget.capture_mouse()
            self._drag(offset)

    def move(self, event: events.MouseMove) -> None:
        """Scroll to where the scrollbar is dragged."""
        if self._dragged:
            self._drag(event.offset - self._widget.content_offset)

    def release(self) -> None:
        """Let the scrollbar go."""
        if self._dragged:
            self._dragged = False
            self._widget.release_mouse()

    def _on_bar(self, offset: Offset) -> bool:
        shown = self._viewport
        return offset.x == self._widget.size.width - 1 and 0 < offset.y <= shown.page_rows < shown.view.height

    def _drag(self, offset: Offset) -> None:
        shown = self._viewport
        share = (offset.y - 1) / max(shown.page_rows - 1, 1)
        shown.scroll_to(round(share * (shown.view.height - shown.page_rows)))
        self._repaint()
