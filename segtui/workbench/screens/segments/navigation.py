"""Going through the segments and the views of the Segments screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Resize

from segtui.workbench.screens.cluster.rows import ordered
from segtui.workbench.screens.data.frequencies import SideTable
from segtui.workbench.screens.segments.crosstab import Other
from segtui.workbench.screens.segments.segment_list import SegmentList
from segtui.workbench.screens.segments.view import SegmentsDrawn
from segtui.workbench.screens.segments.view_names import BESIDE, CARD, FIGURES, ROWS, TURNS
from segtui.workbench.screens.segments.views import Views

if TYPE_CHECKING:
    from textual.widget import Widget


class Turning(SegmentsDrawn):
    """Which segment is current, and which view of it is shown."""

    # Moving

    def on_segment_list_moved(self, event: SegmentList.Moved) -> None:
        """What is beside follows."""
        self._follow()

    def on_segment_list_sideways(self, event: SegmentList.Sideways) -> None:
        """Along the features."""
        self.views.sideways(event.by)

    def on_views_wanted(self, event: Views.Wanted) -> None:
        """A picture was moved: the list follows."""
        self.listed.go(event.segment)

    def on_views_opened(self, event: Views.Opened) -> None:
        """Enter in the figures."""
        self.action_rows()

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Back from the rows."""
        self.action_back()

    def on_resize(self, event: Resize) -> None:
        """Where there is room the card has a place of its own."""
        self._turn(self.views.view)

    def action_step(self, by: int) -> None:
        """The next segment or the one before, from wherever the focus is."""
        self.listed.step(by)

    # Views

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing now are not shown."""
        if action == "back" or not self.is_mounted:
            return True
        return self.has_class("-there") and (action != "measure" or self.views.view == FIGURES)

    @property
    def _turns(self) -> tuple[str, ...]:
        """The views that v goes through; the card is not among them where it is always there."""
        return TURNS if self.screen.has_class("-narrow") else tuple(view for view in TURNS if view != CARD)

    def action_turn(self) -> None:
        """The next view."""
        turns, now = self._turns, self.views.view
        self._turn(turns[(turns.index(now) + 1) % len(turns)] if now in turns else self._turned)

    def _turn(self, view: str) -> None:
        """Show a view; the focus stays in it if it was there."""
        views = self.views
        if view == CARD and CARD not in self._turns:
            view = FIGURES
        inside = views in (self.screen.focused.ancestors if self.screen.focused else ())
        if view in TURNS:
            self._turned = view
        self.set_class(view in (ROWS, BESIDE), "-aside")
        if view != views.view:
            views.turn(view)
            if inside or view in (ROWS, BESIDE):
                self.call_after_refresh(self._into)
        self.refresh_bindings()

    def _into(self) -> None:
        front: Widget = self.views.front if self.views.front.focusable else self.listed
        front.focus()

    def leave_aside(self) -> None:
        """Leave the rows or the cross-tab."""
        if self.views.view in (ROWS, BESIDE):
            self.action_back()

    def action_back(self) -> None:
        """Back to the list, and from the rows or the cross-tab to the view before."""
        self._other = None
        self._turn(self._turned)
        self.call_after_refresh(self.listed.focus)

    def action_measure(self) -> None:
        """Means, or medians."""
        views = self.views
        views.measure = "median" if views.measure == "mean" else "mean"
        views.turn(views.view)

    def action_rows(self) -> None:
        """The rows of the current segment."""
        if self._shown is None:
            return
        self._turn(ROWS)
        self._ask()

    def action_beside(self) -> None:
        """Choose a candidate, and see what its segments share with these."""
        store = self.store
        others = [r for r in ordered(store.found, "silhouette") if r["clusters"] and r["key"] != store.chosen]
        if others:
            self.bench.push_screen(Other(others, ascii=self.bench.ascii), self._beside)
        else:
            self.bench.status.say("No other candidate has segments.")

    def _beside(self, key: str | None) -> None:
        if key is None:
            return
        self._other = key
        self._turn(BESIDE)
        self.shown()
