"""A drawing that sends only changed cells again, for slow connections."""

from __future__ import annotations

from textual.geometry import Region

from widgets.drawing.drawing_widget import Drawing
from widgets.frame.strip_changes import changed_span


class Redrawing(Drawing):
    """A `Drawing` that compares what it draws with what it drew; for those that change little from key to key.

        class Ruler(Redrawing):
            length: reactive[int] = reactive(10)     # a change repaints the cells that differ

    All changes of one message are drawn together.
    """

    _redraw_due = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Redrawing:
        """Draw again soon, and send what differs; all of it where size or theme are new."""
        if regions or layout or recompose or not self._drawn_for or not self.is_attached:
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        elif not self._redraw_due:
            self._redraw_due = True
            self.call_next(self._redraw)
        return self

    def _redraw(self) -> None:
        self._redraw_due = False
        before, drawn_for = self._drawn, self._drawn_for
        self._drawn_for = None
        self.render_line(0)
        if self._drawn_for != drawn_for:
            self._refresh_only()
            return
        for y, (old, new) in enumerate(zip(before, self._drawn, strict=True)):
            span = changed_span(old, new)
            if span:
                self._refresh_only(Region(span[0], y, span[1] - span[0], 1))

    def _refresh_only(self, *regions: Region) -> None:
        """Repaint without drawing once more."""
        kept = self._drawn_for
        super().refresh(*regions)
        self._drawn_for = kept
