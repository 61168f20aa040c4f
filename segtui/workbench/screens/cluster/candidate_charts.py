"""The charts beside the leaderboard: over the parameters of the current algorithm, of its segments, of how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widget import Widget

from segtui.engine.transport.messages.payloads import CurveFacts, LeaderboardRow
from segtui.language.figures import in_signs
from segtui.language.sentences import in_sequence, listing, tell, tell_counted
from segtui.language.translation import _
from segtui.libraries.columns import read_arrow
from segtui.plan.model import find_algorithm
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.cluster.chart_data import Grid, by_k, cell, grid, merge_tree, of_family
from segtui.workbench.screens.cluster.how_many import best_with, panels_of
from segtui.workbench.screens.cluster.leaderboard_rows import label
from widgets.drawing.drawing_widget import Drawing
from widgets.heatmap.heatmap import Heatmap
from widgets.line.chart import LineChart
from widgets.line.panels import LinePanels
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.scatter.scatter import Scatter
from widgets.tree.dendrogram import Dendrogram

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described

LINES, TREE, HEAT = "lines", "tree", "heat"
_KINDS = {"by_k": LINES, "tree": TREE, "heatmap": HEAT}


def in_sight(widget: Widget) -> bool:
    """Whether a widget is focusable and nothing around it is hidden."""
    return widget.focusable and all(w.display for w in widget.ancestors_with_self if isinstance(w, Widget))


class Charts(Container):
    """Both charts; posts `Charts.Wanted` for the candidate that a chart was moved to, `Charts.Chosen` for Enter."""

    @dataclass
    class Wanted(Message):
        """The cursor of a chart is on this candidate; `key` is None if the grid has none there."""

        key: str | None
        what: str = ""

    class Chosen(Message):
        """Enter was pressed in a chart."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="cluster-charts")
        self._ascii = ascii
        self._kind = ""
        self._at: dict[float, str] = {}
        self._grid: Grid | None = None
        self._by_clusters: list[LeaderboardRow] = []
        self._tree: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        """The chart of the parameters over the one of the segments, each with its heading."""
        with Vertical(id="cluster-parameters"):
            yield Static(id="cluster-parameters-title", classes="heading")
            yield LineChart(x_label="k", ascii=self._ascii, id="cluster-lines")
            yield Dendrogram(ascii=self._ascii, id="cluster-tree")
            yield Heatmap(scale="sequential", ascii=self._ascii, id="cluster-heat")
            yield Static(id="cluster-waiting", markup=False)
        with Vertical(id="cluster-segments"):
            yield Static(id="cluster-segments-title", classes="heading")
            yield Scatter(ascii=self._ascii, number_keys=False, id="cluster-scatter")
            yield Static(id="cluster-why", markup=False)
        with Vertical(id="cluster-numbers"):
            yield Static(id="cluster-numbers-title", classes="heading")
            yield LinePanels(x_label="k", ascii=self._ascii, id="cluster-panels")

    @property
    def front(self) -> Widget:
        """The chart that has the focus when the charts get it."""
        names = {LINES: "#cluster-lines", TREE: "#cluster-tree", HEAT: "#cluster-heat"}
        charts: list[Widget] = [self.query_one(names[self._kind])] if self._kind in names else []
        charts += [self.query_one(Scatter), self.query_one(LinePanels)]
        usable = [chart for chart in charts if in_sight(chart)]
        self.can_focus = not usable  # the screen's keys work only where something in it has the focus
        return usable[0] if usable else self

    # The chart of the parameters

    def show_parameters(
        self,
        row: LeaderboardRow,
        found: Iterable[LeaderboardRow],
        by: str,
        elbow: str,
        described: Mapping[str, Described],
    ) -> None:
        """Show the candidate among those of its algorithm; `elbow` is Kneedle's result in words."""
        declared = find_algorithm(row["algorithm"])
        kind = _KINDS[declared.chart] if declared else HEAT
        if kind == LINES:
            self._show_lines(row, found, elbow, "bic" if declared and declared.has_bic else "inertia")
        elif kind == TREE:
            kind = self._show_tree(row, found, described)
        else:
            kind = self._show_heat(row, found, by)
        self._kind = kind
        self.update_classes({f"-{name}": kind == name for name in (LINES, TREE, HEAT)})

    def _show_lines(self, row: LeaderboardRow, found: Iterable[LeaderboardRow], elbow: str, index: str) -> None:
        series, self._at = by_k(found, row, index)
        known = [one.name for one in series if one.points]
        said = [_capital(tell("{indices} by k", indices=listing(known)))] if known else []
        if index == "bic" and series[0].points:
            lowest = min(series[0].points, key=lambda point: point[1])
            said.append(tell("lowest BIC at k={lowest:g}", lowest=lowest[0]))
        self._say("parameters", in_sequence([*said, elbow] if elbow else said), self.query_one(LineChart))
        self.query_one(LineChart).show([one for one in series if one.points], float(cell(row)["k"]))

    def _show_tree(
        self, row: LeaderboardRow, found: Iterable[LeaderboardRow], described: Mapping[str, Described]
    ) -> str:
        parameters = cell(row)
        linkage, k = str(parameters["linkage"]), int(parameters["k"])
        rows = [(other, r) for other, r in of_family(found, row["algorithm"]) if other["linkage"] == linkage]
        self._at = {float(other["k"]): r["key"] for other, r in rows}
        known = next((d.tree for _, r in rows if (d := described.get(r["key"])) and d.tree), None)
        dendrogram = self.query_one(Dendrogram)
        self._say("parameters", tell("Merge tree, {linkage} linkage, cut at {k}", linkage=linkage, k=k), dendrogram)
        if known is None:
            dots = "..." if self._ascii else "…"
            self.query_one("#cluster-waiting", Static).update(
                tell("The tree appears with the segments{dots}", dots=dots)
            )
            return ""
        drawn = (linkage, *known["height"])
        if self._tree != drawn:
            self._tree = drawn
            dendrogram.show(merge_tree(known), k)
        dendrogram.k = k
        return TREE

    def _show_heat(self, row: LeaderboardRow, found: Iterable[LeaderboardRow], by: str) -> str:
        self._grid = grid(found, row["algorithm"], by)
        if self._grid is None:
            self._say("parameters", "")
            self.query_one("#cluster-waiting", Static).update(_("This grid has no chart: charts need two axes."))
            return ""
        heat = self.query_one(Heatmap)
        self._say("parameters", self._grid.title, heat)
        heat.show(self._grid.values, self._grid.rows, self._grid.columns, scale="sequential", digits=3)
        place = self._grid.cell_of(row["key"])
        if place is not None:
            heat.cursor = place
        return HEAT

    # The chart of the segments

    def show_segments(self, row: LeaderboardRow, described: Described | None, why: str) -> None:
        """Show the candidate's rows on two principal components; `why` says why they are missing."""
        scatter = self.query_one(Scatter)
        self._say("segments", tell("Segments of {row}", row=label(row)), self.query_one(Scatter))
        said = self.query_one("#cluster-why", Static)
        said.update(why)
        scatter.display, said.display = described is not None, described is None
        if described is None:
            return
        points = read_arrow(described.rows, ["x", "y", "segment"])
        names = {int(n): name if int(n) < 0 else f"{n} {name}" for n, name in described.names.items()}
        shares = described.explained
        scatter.show(
            points.get_column("x").to_numpy(),
            points.get_column("y").to_numpy(),
            points.get_column("segment").to_numpy(),
            names,
            tell("component 1 ({share})", share=in_signs(f"{shares[0]:.0%}")),
            tell("component 2 ({share})", share=in_signs(f"{shares[1]:.0%}")),
        )

    # The chart of numbers of segments

    def show_numbers(self, row: LeaderboardRow, curves: Sequence[CurveFacts], found: Iterable[LeaderboardRow]) -> None:
        """Show what speaks for each number of segments, marked at the candidate's."""
        self._by_clusters = list(found)
        panels = self.query_one(LinePanels)
        said = _("How many segments") if curves else _("How many segments: known when the search is done")
        self._say("numbers", said, panels)
        panels.show(panels_of(curves) if curves else None, float(row["clusters"]))

    def on_line_panels_moved(self, event: LinePanels.Moved) -> None:
        """To the best candidate with as many segments."""
        what = tell_counted(
            "No ranked candidate has {count} segment.", "No ranked candidate has {count} segments.", int(event.x)
        )
        self.post_message(self.Wanted(best_with(self._by_clusters, event.x), what))

    def empty(self) -> None:
        """There is nothing to show."""
        self._kind, self._tree = "", None
        self.remove_class(f"-{LINES}", f"-{TREE}", f"-{HEAT}")
        self._say("parameters", "")
        self._say("segments", "")
        self._say("numbers", "")
        self.query_one(LinePanels).show(None)
        self.query_one("#cluster-waiting", Static).update(_("The charts follow the candidate at the cursor."))
        self.query_one("#cluster-why", Static).update("")
        self.query_one(Scatter).display = False

    def _say(self, part: str, text: str, drawing: Drawing | None = None) -> None:
        """Put a heading over a chart, which has it as its title in a file too."""
        if drawing is not None:
            drawing.heading = text
        self.query_one(f"#cluster-{part}-title", Static).update(PlainText(text, no_wrap=True, overflow="ellipsis"))

    # Moving in a chart moves the leaderboard's cursor

    def on_line_chart_moved(self, event: LineChart.Moved) -> None:
        """To the candidate with this k."""
        self.post_message(self.Wanted(self._at.get(event.x)))

    def on_line_chart_chosen(self, event: LineChart.Chosen) -> None:
        """Choose it."""
        self.post_message(self.Chosen())

    def on_dendrogram_cut_moved(self, event: Dendrogram.CutMoved) -> None:
        """To the candidate with as many clusters, where the grid has one."""
        what = tell_counted(
            "A cut into {count} cluster is not in the grid: {edit} adds it.",
            "A cut into {count} clusters is not in the grid: {edit} adds it.",
            event.k,
            edit=key_of("cluster.edit"),
        )
        self.post_message(self.Wanted(self._at.get(float(event.k)), what))

    def on_dendrogram_cut_chosen(self, event: Dendrogram.CutChosen) -> None:
        """Choose it."""
        if float(event.k) in self._at:
            self.post_message(self.Chosen())

    def on_heatmap_cell_highlighted(self, event: Heatmap.CellHighlighted) -> None:
        """To the candidate of this cell; a cursor that followed the leaderboard's is ignored."""
        if event.heatmap.has_focus and self._grid is not None:
            self.post_message(self.Wanted(self._grid.keys.get((event.row, event.column)), _("No candidates.")))

    def on_heatmap_cell_selected(self, event: Heatmap.CellSelected) -> None:
        """Choose it."""
        self.post_message(self.Chosen())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
