"""A dendrogram whose cut is moved by hand: the top of a merge tree, its heights, and the clusters below the cut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from widgets.charts.chart import TreeFigure
from widgets.drawing.cells import clipped
from widgets.drawing.palette import group_style
from widgets.drawing.redrawing import Redrawing
from widgets.tree.merge_tree import MergeTree
from widgets.tree.tree_drawing import TreeDrawing
from widgets.tree.tree_nodes import tree_nodes
from widgets.words import tell


class Dendrogram(Redrawing, can_focus=True):
    """The last merges of a hierarchical clustering, cut into k clusters, each with its colour, glyph and size.

        dendrogram = Dendrogram(MergeTree.from_linkage(linkage, last=60), k=4)

        def on_dendrogram_cut_moved(self, event: Dendrogram.CutMoved) -> None:
            self.sub_title = f"{event.k} clusters at {event.height}"

    Up and down move the cut from merge to merge, Enter chooses it, s switches between even and logarithmic heights.
    Leaves are subtrees, their rows written below; where the width does not hold them all, the lowest merges are left
    out and the first line says so. Clusters are numbered, and so coloured, by falling size.
    """

    HELP_TITLE = "Tree"
    HELP = "How clusters were merged, from the last merge down, and where the tree is cut."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Fewer", tooltip="Move the cut up: fewer clusters", id="dendrogram.fewer"),
        Binding("down,j", "move(1)", "More", tooltip="Move the cut down: more clusters", id="dendrogram.more"),
        Binding("home,g", "move(-1000)", "One", tooltip="One cluster", id="dendrogram.first", show=False),
        Binding("end,G", "move(1000)", "All", tooltip="One cluster per leaf", id="dendrogram.last", show=False),
        Binding("s", "scale", "Scale", tooltip="Switch between linear and logarithmic heights", id="dendrogram.scale"),
        Binding("enter", "choose", "Choose", tooltip="Choose the clusters of this cut", id="dendrogram.choose"),
    ]

    DEFAULT_CSS = """
    Dendrogram:light > .drawing--second { color: $text-warning; }
    """

    merges: reactive[MergeTree | None] = reactive(None)
    """What is drawn; None shows that there is nothing yet."""
    k: reactive[int] = reactive(2)
    """Clusters at the cut, 1 to the number of leaves."""
    logarithmic: reactive[bool] = reactive(False)

    @dataclass
    class CutMoved(Message):
        """The user moved the cut: `k` clusters, `height` where the tree is cut (infinite for one cluster)."""

        dendrogram: Dendrogram
        k: int
        height: float

        @property
        def control(self) -> Dendrogram:
            """The dendrogram, for `@on` with a selector."""
            return self.dendrogram

    @dataclass
    class CutChosen(CutMoved):
        """The user chose the cut."""

    def __init__(
        self,
        tree: MergeTree | None = None,
        k: int = 2,
        *,
        logarithmic: bool = False,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self.set_reactive(Dendrogram.merges, tree)
        self.set_reactive(Dendrogram.k, self._within(k))
        self.set_reactive(Dendrogram.logarithmic, logarithmic)
        self._cut_rows: dict[int, int] = {}

    def show(self, tree: MergeTree | None, k: int | None = None) -> None:
        """Draw another tree, cut into `k` (as before if None)."""
        self.merges = tree
        self.k = self.k if k is None else k

    def validate_k(self, k: int) -> int:
        """Between one cluster and one per leaf."""
        return self._within(k)

    def watch_merges(self) -> None:
        """A smaller tree has fewer leaves."""
        self.k = self._within(self.k)

    def _within(self, k: int) -> int:
        return min(max(k, 1), 1 if self.merges is None else self.merges.merges + 1)

    @property
    def height(self) -> float:
        """A height at which the tree is cut into k: halfway between the two merges, infinite for one cluster."""
        if self.merges is None or self.k == 1:
            return math.inf
        low, high = self.merges.cut_between(self.k)
        return float(np.nextafter(high, -math.inf)) if math.isnan(low) else low + (high - low) / 2

    def action_move(self, by: int) -> None:
        """Move the cut by this many merges, down for more clusters."""
        self._cut(self.k + by)

    def action_scale(self) -> None:
        """Even heights or logarithmic ones."""
        self.logarithmic = not self.logarithmic

    def action_choose(self) -> None:
        """Say that this cut is taken."""
        if self.merges is not None:
            self.post_message(self.CutChosen(self, self.k, self.height))

    def on_click(self, event: events.Click) -> None:
        """Cut at the row that was clicked, or at the next one that holds a cut."""
        place = event.get_content_offset(self)
        if place is not None and self._cut_rows:
            self._cut(min(self._cut_rows, key=lambda k: (abs(self._cut_rows[k] - place.y), k)))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Fewer clusters."""
        event.stop()
        self.action_move(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """More clusters."""
        event.stop()
        self.action_move(1)

    def _cut(self, k: int) -> None:
        before = self.k
        self.k = k
        if self.k != before:
            self.post_message(self.CutMoved(self, self.k, self.height))

    def figure(self) -> TreeFigure | None:
        """The whole tree that was given, with the cut."""
        if self.merges is None:
            return None
        nodes = tree_nodes(self.merges, self.k)
        return TreeFigure(self.heading or self.HELP_TITLE, nodes, self.height, self.logarithmic)

    def draw(self, width: int, height: int) -> list[list[Segment]]:
        """The figures, the tree above its leaves, and the clusters."""
        if self.merges is None:
            return [[Segment(clipped(tell("no merge tree yet"), width, self.ascii), self.style_of("dim"))]]
        drawing = TreeDrawing(
            *(self.merges, self.k, self.height, (width, height), self.logarithmic, self.ascii),
            group=self._group,
            part=self.style_of,
        )
        self._cut_rows = drawing.cut_rows
        return drawing.page()

    def _group(self, cluster: int) -> Style:
        """The style of a cluster at the cut, or of what is above it."""
        if cluster < 0:
            return self.style_of("axis")
        if self.colours == "none":  # greys would tell nothing and some would be hard to see
            return self.style_of("text")
        return group_style(cluster, self.k, self.colours != "full", dark=self.app.current_theme.dark)
