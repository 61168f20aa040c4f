"""The views beside the list of segments, one shown at a time: figures, card, scatter, silhouettes, rows, cross-tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from segtui.workbench.screens.cluster.rows import label
from segtui.workbench.screens.segments.beside import show_beside
from segtui.workbench.screens.segments.card import CardView
from segtui.workbench.screens.segments.figures import LIMITS, Measure, figures
from segtui.workbench.screens.segments.rows import SegmentRows, rows_of
from widgets.drawing.palette import group_glyph
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected
from widgets.heatmap.heatmap import Heatmap
from widgets.scatter.scatter import Scatter
from widgets.silhouette.plot import SilhouettePlot

if TYPE_CHECKING:
    from segtui.engine.messages import Described, Prepared

Known = Mapping[str, Any]
FIGURES, CARD, SCATTER, SILHOUETTES, ROWS, BESIDE = "figures", "card", "scatter", "silhouettes", "rows", "beside"
TURNS = (FIGURES, CARD, SCATTER, SILHOUETTES)
"""What v goes through; the rows and the cross-tab have keys of their own."""


@dataclass(frozen=True)
class Shown:
    """What the views show: the segments, the notes and names in the plan, the rows' table, the other candidate."""

    described: Described
    notes: Mapping[int, str]
    given: Mapping[int, str]
    prepared: Prepared | None = None
    other: Described | None = None

    def card(self, segment: int) -> Known:
        """The card of a segment."""
        return next(card for card in self.described.cards if card["segment"] == segment)


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
        self._ascii, self._style_of = ascii, style_of
        self._shown: Shown | None = None
        self._segment = 0
        self._segments: list[int] = []
        self._filled: dict[str, object] = {}
        self.view = FIGURES
        self.measure: Measure = "mean"

    def compose(self) -> ComposeResult:
        """A heading over all the views, of which one is displayed."""
        yield Static(id="segments-title", classes="heading", markup=False)
        yield Heatmap(ascii=self._ascii, id="segments-figures")
        yield CardView(id="segments-card")
        yield Scatter(ascii=self._ascii, number_keys=False, id="segments-scatter")
        yield SilhouettePlot(ascii=self._ascii, id="segments-silhouettes")
        yield SegmentRows(ascii=self._ascii, frozen=1, id="segments-rows")
        yield Heatmap(ascii=self._ascii, scale="sequential", id="segments-beside")

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
        for name in (*TURNS, ROWS, BESIDE):
            self.query_one(f"#segments-{name}").display = name == view
        self._fill()

    def show(self, shown: Shown) -> None:
        """Show these segments."""
        self._shown = shown
        self._fill()

    def follow(self, segment: int) -> None:
        """Have the view show, or stress, this segment."""
        if segment == self._segment and CARD in self._filled:
            return
        self._segment = segment
        if self.view == SCATTER and self._shown is not None:
            self.query_one(Scatter).highlighted = segment
        self._fill()
        self._point()

    def sideways(self, by: int) -> None:
        """Move the table of figures by so many features."""
        if isinstance(self.front, Heatmap):
            self.front.action_move(0, by)

    def _fill(self) -> None:
        """Draw what is displayed, unless it is drawn already."""
        shown = self._shown
        if shown is None:
            return
        drawn = {
            FIGURES: (id(shown.described), self.measure),
            CARD: (id(shown), self._segment),
            SCATTER: id(shown.described),
            SILHOUETTES: id(shown.described),
            ROWS: (id(shown.described), id(shown.prepared), self._segment),
            BESIDE: (id(shown.described), id(shown.other)),
        }[self.view]
        if self._filled.get(self.view, (None, ""))[0] != drawn:  # type: ignore[index]
            fill: Callable[[Shown], str] = getattr(self, f"_fill_{self.view}")
            self._filled[self.view] = (drawn, fill(shown))
            self._point()
        self._say(self._filled[self.view][1])  # type: ignore[index]

    def _point(self) -> None:
        """Put the cursor of a table with a row for each segment on the one at hand."""
        front = self.front
        if isinstance(front, Heatmap) and self._segment in self._segments:
            front.cursor = (self._segments.index(self._segment), front.cursor[1])

    def _fill_figures(self, shown: Shown) -> str:
        table = figures(pl.read_ipc(shown.described.comparison), self.measure)
        self._segments = table.segments
        heat = self.query_one("#segments-figures", Heatmap)
        heat.show(table.effects, self._names(shown), table.features, texts=table.texts, limits=LIMITS)
        what, other = ("Means", "medians") if self.measure == "mean" else ("Medians", "means")
        return f"{what} of {len(table.features)} features, shaded by effect size (sd)   m {other}"

    def _fill_card(self, shown: Shown) -> str:
        view = self.query_one(CardView)
        note = shown.notes.get(self._segment, "")
        view.show(shown.card(self._segment), note, self._style_of(self._segment), ascii=self._ascii)
        return f"Card of {self._called(shown)}"

    def _fill_scatter(self, shown: Shown) -> str:
        points = pl.read_ipc(shown.described.rows, columns=["x", "y", "segment"])
        names = {int(number): name for number, name in shown.described.names.items()}
        first, second = shown.described.explained
        x, y, groups = (points.get_column(name).to_numpy() for name in points.columns)
        labels = f"component 1 ({first:.0%})", f"component 2 ({second:.0%})"
        self.query_one(Scatter).show(x, y, groups, names, *labels)
        return "Two principal components   [ ] stress a segment"

    def _fill_silhouettes(self, shown: Shown) -> str:
        rows = pl.read_ipc(shown.described.rows, columns=["silhouette", "segment"])
        names = {int(number): name for number, name in shown.described.names.items()}
        values = rows.get_column("silhouette").fill_null(float("nan")).to_numpy()
        self.query_one(SilhouettePlot).show(values, rows.get_column("segment").to_numpy(), names)
        part = next((note for note in shown.described.notes if note.startswith("Silhouettes")), "")
        return f"Silhouettes, from each segment's best row to its worst   {part}".rstrip()

    def _fill_rows(self, shown: Shown) -> str:
        table = self.query_one(SegmentRows)
        if shown.prepared is None:
            table.frame = None
            return "cleaning the data" + ("..." if self._ascii else "…")
        frame = rows_of(self._segment, shown.described, shown.prepared)
        table.frame = frame
        return f"{frame.height:,} rows of {self._called(shown)}   Esc back"

    def _fill_beside(self, shown: Shown) -> str:
        heat = self.query_one("#segments-beside", Heatmap)
        if shown.other is None:
            heat.show(None, [], [])
            return "working out the other's segments" + ("..." if self._ascii else "…")
        self._segments = [card["segment"] for card in shown.described.cards]
        others = label(shown.other.scores)
        return show_beside(heat, shown.described, shown.other, shown.given, self._names(shown), others) + "   Esc back"

    def _called(self, shown: Shown) -> str:
        card = shown.card(self._segment)
        return str(card["name"]) if self._segment < 0 else f"{self._segment} {card['name']}"

    def _names(self, shown: Shown) -> list[str]:
        """Glyph, number and name of each, in the list's order."""
        return [
            f"{group_glyph(c['segment'], self._ascii)} {'' if c['segment'] < 0 else c['segment']} {c['name']}"
            for c in shown.described.cards
        ]

    def _say(self, text: str) -> None:
        cut = "crop" if self._ascii else "ellipsis"
        self.query_one("#segments-title", Static).update(Text(text, no_wrap=True, overflow=cut))  # type: ignore[arg-type]

    # What the pictures say

    def on_heatmap_cell_highlighted(self, event: Heatmap.CellHighlighted) -> None:
        """The list follows the table."""
        event.stop()
        if event.heatmap.has_focus and event.row < len(self._segments):
            self.post_message(self.Wanted(self._segments[event.row]))

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
        """There is nothing more to show."""
        event.stop()

    def on_frame_table_cell_selected(self, event: CellSelected) -> None:
        """There is nothing more to show."""
        event.stop()
