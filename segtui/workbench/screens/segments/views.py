"""The views beside the list of segments, one shown at a time, and under the figures another where there is room."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from segtui.language.translation import _
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.segments.fact_tables import FactTables
from segtui.workbench.screens.segments.fill_views import ViewFiller
from segtui.workbench.screens.segments.segment_card import CardView
from segtui.workbench.screens.segments.segment_rows import SegmentRows
from segtui.workbench.screens.segments.view_names import (
    ASIDE,
    BESIDE,
    CARD,
    COHORTS,
    CROSSTAB,
    FIGURES,
    LORENZ,
    OUTCOMES,
    ROWS,
    SCATTER,
    SILHOUETTES,
    STABILITY,
    TURNS,
    VALUE,
    ShownSegments,
)
from segtui.workbench.screens.segments.view_room import lines_of, view_below
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected
from widgets.heatmap.heatmap import Heatmap
from widgets.line.chart import LineChart
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.scatter.scatter import Scatter
from widgets.silhouette.plot import SilhouettePlot


class Views(Container):
    """One view at a time, with a heading; posts `Views.Wanted` for the segment that a picture was moved to."""

    class Wanted(Message):
        """The cursor of a picture stands on this segment."""

        def __init__(self, segment: int) -> None:
            super().__init__()
            self.segment = segment

    class Opened(Message):
        """Enter was pressed in the table of figures: the rows are wanted."""

    def __init__(self, style_of: Callable[[int], Style], *, ascii: bool = False) -> None:
        super().__init__(id="segments-views")
        self._ascii = ascii
        self._shown: ShownSegments | None = None
        self._filled: dict[str, tuple[object, str]] = {}
        self._below = ""
        self._style_of = style_of
        self.filler = ViewFiller(self, style_of, ascii=ascii)
        self.view = FIGURES

    def compose(self) -> ComposeResult:
        """A heading over all the views, of which one is displayed."""
        yield Static(id="segments-title", classes="heading", markup=False)
        yield FactTables(self._style_of, ascii=self._ascii, id="segments-outcomes")
        yield FactTables(self._style_of, ascii=self._ascii, id="segments-value")
        yield LineChart(x_label=_("% of the rows"), shared=True, ascii=self._ascii, id="segments-lorenz")
        yield FactTables(self._style_of, ascii=self._ascii, id="segments-stability")
        yield Heatmap(ascii=self._ascii, id="segments-figures")
        yield Heatmap(ascii=self._ascii, scale="sequential", id="segments-cohorts")
        yield CardView(id="segments-card")
        yield Scatter(ascii=self._ascii, number_keys=False, id="segments-scatter")
        yield SilhouettePlot(
            ascii=self._ascii,
            id="segments-silhouettes",
            keys=f"{key_of('silhouette.up')} {key_of('silhouette.down')}",
        )
        yield SegmentRows(ascii=self._ascii, frozen=1, id="segments-rows", plain=self.filler.plain)
        yield Heatmap(ascii=self._ascii, scale="sequential", id="segments-beside")
        yield Heatmap(ascii=self._ascii, id="segments-crosstab")

    def on_mount(self) -> None:
        """One is displayed."""
        self.turn(self.view)

    @property
    def front(self) -> Widget:
        """The view that is displayed."""
        return self.query_one(f"#segments-{self.view}")

    def turn(self, view: str) -> None:
        """Display another view."""
        self.view = view
        self._arrange()
        self._fill()

    def on_resize(self) -> None:
        """There may be room for more now, or for less."""
        self._arrange()
        self._fill()

    def _arrange(self) -> None:
        """Display the view, and another below it where it leaves room."""
        shown, self._below = self._shown, ""
        lines = lines_of(self.view, shown, self.size.width) if shown else 0
        if shown and lines:
            narrow = self.screen.has_class("-narrow")
            self._below = view_below(self.view, shown, self.size.height - 1 - lines, narrow=narrow)
        self.set_class(bool(self._below), "-below")
        self.front.styles.height = lines if self._below else "1fr"
        for name in (*TURNS, *ASIDE, LORENZ):
            self.query_one(f"#segments-{name}").display = name in (self.view, self._below)

    def show(self, shown: ShownSegments) -> None:
        """Show these segments."""
        self._shown = shown
        self._arrange()
        self._fill()

    def follow(self, segment: int) -> None:
        """Let the view show or highlight this segment."""
        moved, self.filler.segment = segment != self.filler.segment, segment
        if moved and SCATTER in (self.view, self._below) and self._shown is not None:
            self.query_one(Scatter).highlighted = segment
        self._fill()
        self._point()

    def sideways(self, by: int) -> None:
        """Move the table of figures by this many features."""
        if isinstance(self.front, Heatmap):
            self.front.action_move(0, by)

    def _fill(self) -> None:
        """Draw what is displayed, unless it is drawn already."""
        shown = self._shown
        if shown is None:
            return
        for view in (self._below, self.view):
            if view:
                self._say(self._filled_with(view, shown))

    def _filled_with(self, view: str, shown: ShownSegments) -> str:
        """Draw a view with what is shown, if that is new; its heading."""
        drawn = {
            OUTCOMES: (id(shown), self.filler.segment),
            VALUE: (id(shown), self.filler.segment),
            LORENZ: id(shown.described),
            STABILITY: (id(shown), self.filler.segment),
            FIGURES: (id(shown.described), self.filler.measure, shown.labels),
            COHORTS: (id(shown.described), self.filler.segment, self.filler.cohort),
            CARD: (id(shown), self.filler.segment),
            SCATTER: id(shown.described),
            SILHOUETTES: id(shown.described),
            ROWS: (id(shown.described), id(shown.prepared), self.filler.segment),
            BESIDE: (id(shown.described), id(shown.other)),
            CROSSTAB: (id(shown.described), id(shown.crosstab), self.filler.cells, self.filler.hide, shown.labels),
        }[view]
        known = self._filled.get(view)
        if known is None or known[0] != drawn:
            known = self._filled[view] = (drawn, self.filler.fill(view, shown))
            self._point()
        return known[1]

    def _point(self) -> None:
        """Put the cursor of a table with a row for each segment on the current one."""
        front = self.front
        by_segment = isinstance(front, Heatmap) and self.view != COHORTS
        if isinstance(front, Heatmap) and by_segment and self.filler.segment in self.filler.segments:
            front.cursor = (self.filler.segments.index(self.filler.segment), front.cursor[1])

    def _say(self, text: str) -> None:
        cut = "crop" if self._ascii else "ellipsis"
        self.query_one("#segments-title", Static).update(PlainText(text, no_wrap=True, overflow=cut))

    # What the pictures say

    def on_heatmap_cell_highlighted(self, event: Heatmap.CellHighlighted) -> None:
        """The list follows the table."""
        event.stop()
        if event.heatmap.has_focus and self.view != COHORTS and event.row < len(self.filler.segments):
            self.post_message(self.Wanted(self.filler.segments[event.row]))

    def on_heatmap_cell_selected(self, event: Heatmap.CellSelected) -> None:
        """The rows are wanted."""
        event.stop()
        self.post_message(self.Opened())

    def on_scatter_group_highlighted(self, event: Scatter.GroupHighlighted) -> None:
        """The list follows the scatter."""
        event.stop()
        if event.label is not None and event.scatter.has_focus:
            self.post_message(self.Wanted(event.label))

    def on_frame_table_cursor_moved(self, event: CursorMoved) -> None:
        """Moves among the rows change nothing else."""
        event.stop()

    def on_frame_table_row_selected(self, event: RowSelected) -> None:
        """Do nothing: there is nothing more to show."""
        event.stop()

    def on_frame_table_cell_selected(self, event: CellSelected) -> None:
        """Do nothing: there is nothing more to show."""
        event.stop()
