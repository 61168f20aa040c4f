"""Navigation through the segments and the views of the Segments screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.translation import _
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.cluster.leaderboard_rows import ordered
from segtui.workbench.screens.segments.column_choice import ColumnChoice
from segtui.workbench.screens.segments.heat_maps.crosstab import Other
from segtui.workbench.screens.segments.shown_segments import SegmentsView
from segtui.workbench.screens.segments.view_names import ASIDE, BESIDE, CARD, CROSSTAB, FIGURES, ROWS, STABILITY, TURNS

if TYPE_CHECKING:
    from textual.widget import Widget


class ViewNavigation(PanePart):
    """The view of the segments that is shown."""

    def __init__(self, view: SegmentsView) -> None:
        super().__init__(view.pane)
        self._view = view
        self._turned = ""  # the view that the user turned to; the first one until then

    @property
    def _turns(self) -> tuple[str, ...]:
        """The views that v goes through, without the card if it is always shown."""
        turns = self._view.current.turns if self._view.current else (FIGURES,)
        return turns if self.pane.screen.has_class("-narrow") else tuple(view for view in turns if view != CARD)

    @property
    def _main(self) -> str:
        """The view that the user turned to, if it has something to show, else the first."""
        return self._turned if self._turned in self._turns else self._turns[0]

    def next_view(self) -> None:
        """The next view."""
        turns, now = self._turns, self._view.views.view
        self.turn(turns[(turns.index(now) + 1) % len(turns)] if now in turns else self._main)

    def settle(self) -> None:
        """Show the view that the user turned to, or the first one where that has nothing to show."""
        if self._view.views.view not in ASIDE:
            self._show(self._main)

    def turn(self, view: str) -> None:
        """Show a view from now on; the focus stays in the views if it was there."""
        if view in TURNS:
            self._turned = view
        self._show(self._main if view in TURNS else view)
        if view == STABILITY:
            self.store.failed.pop("Assess", None)
            self._view.ask()

    def _show(self, view: str) -> None:
        views = self._view.views
        inside = views in (self.pane.screen.focused.ancestors if self.pane.screen.focused else ())
        self.pane.set_class(view in ASIDE, "-aside")
        if view != views.view:
            views.turn(view)
            if inside or view in ASIDE:
                self.pane.call_after_refresh(self._into)
        self.pane.refresh_bindings()

    def _into(self) -> None:
        front: Widget = self._view.views.front if self._view.views.front.focusable else self._view.listed
        front.focus()

    def leave_aside(self) -> None:
        """Leave the rows or the cross-tab."""
        if self._view.views.view in ASIDE:
            self.back()

    def back(self) -> None:
        """Back to the list, and from the rows or the cross-tab to the view before."""
        self._view.other = self._view.column = None
        self._show(self._main)
        self.pane.call_after_refresh(self._view.listed.focus)

    def switch_measure(self) -> None:
        """Switch between means and medians, or between the figures of the cross-tab."""
        views = self._view.views
        views.filler.next_measure(views.view)
        views.turn(views.view)

    def hide_small(self) -> None:
        """Hide the cells of few rows in the cross-tab, or show them again."""
        views = self._view.views
        views.filler.hide = not views.filler.hide
        views.turn(views.view)

    def show_rows(self) -> None:
        """The rows of the current segment."""
        current = self._view.current
        if current is None:
            return
        if current.described.caution and current.described.frame is None:
            self.bench.status.say(_("The rows are in the run's data, which can't be used."))
            return
        self.turn(ROWS)
        self._view.ask()

    def choose_column(self) -> None:
        """Choose a column, and show how the segments go with its values."""
        current = self._view.current
        if current is None:
            return
        outcomes = [one["column"] for one in current.described.outcomes]
        columns = list(dict.fromkeys([*outcomes, *current.described.columns]))
        if columns:
            self.bench.push_screen(ColumnChoice(_("Segments against the values of"), columns), self._show_crosstab)
        else:
            self.bench.status.say(_("The table has no column beside the id."))

    def _show_crosstab(self, column: str | None) -> None:
        if column is not None:
            self.store.failed.pop("Crosstabulate", None)
            self._view.column = column
            self.turn(CROSSTAB)
            self._view.ask()
            self._view.draw()

    def choose_other(self) -> None:
        """Choose a candidate, and show what its segments share with these."""
        store = self.store
        others = [r for r in ordered(store.found, "silhouette") if r["clusters"] and r["key"] != store.chosen]
        if others:
            self.bench.push_screen(Other(others, ascii=self.bench.ascii), self._show_beside)
        else:
            self.bench.status.say(_("No other candidate has segments."))

    def _show_beside(self, key: str | None) -> None:
        if key is None:
            return
        self._view.other = key
        self.turn(BESIDE)
        self._view.show()
