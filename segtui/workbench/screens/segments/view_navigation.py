"""Navigation through the segments and the views of the Segments screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.cluster.leaderboard_rows import ordered
from segtui.workbench.screens.segments.crosstab import Other
from segtui.workbench.screens.segments.shown_segments import SegmentsView
from segtui.workbench.screens.segments.view_names import BESIDE, CARD, FIGURES, ROWS, TURNS

if TYPE_CHECKING:
    from textual.widget import Widget


class ViewNavigation(PanePart):
    """The view of the segments that is shown."""

    def __init__(self, view: SegmentsView) -> None:
        super().__init__(view.pane)
        self._view = view
        self._turned = FIGURES

    @property
    def _turns(self) -> tuple[str, ...]:
        """The views that v goes through, without the card if it is always shown."""
        return TURNS if self.pane.screen.has_class("-narrow") else tuple(view for view in TURNS if view != CARD)

    def next_view(self) -> None:
        """The next view."""
        turns, now = self._turns, self._view.views.view
        self.turn(turns[(turns.index(now) + 1) % len(turns)] if now in turns else self._turned)

    def turn(self, view: str) -> None:
        """Show a view; the focus stays in the views if it was there."""
        views = self._view.views
        if view == CARD and CARD not in self._turns:
            view = FIGURES
        inside = views in (self.pane.screen.focused.ancestors if self.pane.screen.focused else ())
        if view in TURNS:
            self._turned = view
        self.pane.set_class(view in (ROWS, BESIDE), "-aside")
        if view != views.view:
            views.turn(view)
            if inside or view in (ROWS, BESIDE):
                self.pane.call_after_refresh(self._into)
        self.pane.refresh_bindings()

    def _into(self) -> None:
        front: Widget = self._view.views.front if self._view.views.front.focusable else self._view.listed
        front.focus()

    def leave_aside(self) -> None:
        """Leave the rows or the cross-tab."""
        if self._view.views.view in (ROWS, BESIDE):
            self.back()

    def back(self) -> None:
        """Back to the list, and from the rows or the cross-tab to the view before."""
        self._view.other = None
        self.turn(self._turned)
        self.pane.call_after_refresh(self._view.listed.focus)

    def switch_measure(self) -> None:
        """Switch between means and medians."""
        views = self._view.views
        views.filler.measure = "median" if views.filler.measure == "mean" else "mean"
        views.turn(views.view)

    def show_rows(self) -> None:
        """The rows of the current segment."""
        if self._view.current is None:
            return
        self.turn(ROWS)
        self._view.ask()

    def choose_other(self) -> None:
        """Choose a candidate, and show what its segments share with these."""
        store = self.store
        others = [r for r in ordered(store.found, "silhouette") if r["clusters"] and r["key"] != store.chosen]
        if others:
            self.bench.push_screen(Other(others, ascii=self.bench.ascii), self._show_beside)
        else:
            self.bench.status.say("No other candidate has segments.")

    def _show_beside(self, key: str | None) -> None:
        if key is None:
            return
        self._view.other = key
        self.turn(BESIDE)
        self._view.show()
