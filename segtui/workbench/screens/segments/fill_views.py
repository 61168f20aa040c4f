"""Fills each view of the segments: outcomes, value, figures, card, scatter, silhouettes, rows, cross-tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
from rich.style import Style
from textual.widget import Widget

from segtui.language.figures import in_signs
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.libraries.columns import read_arrow
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.figures import without_commas
from segtui.workbench.screens.cluster.leaderboard_rows import label
from segtui.workbench.screens.segments.fact_tables import FactTables
from segtui.workbench.screens.segments.heat_maps.cohorts import show_cohorts
from segtui.workbench.screens.segments.heat_maps.column_crosstab import FIGURES as CELL_FIGURES
from segtui.workbench.screens.segments.heat_maps.column_crosstab import CellFigure, show_crosstab
from segtui.workbench.screens.segments.heat_maps.crosstab import show_beside
from segtui.workbench.screens.segments.heat_maps.segment_comparison import LIMITS, Measure, figures
from segtui.workbench.screens.segments.judged import lorenz, outcome_tables, value_table
from segtui.workbench.screens.segments.segment_card import CardView
from segtui.workbench.screens.segments.segment_rows import SegmentRows, rows_of
from segtui.workbench.screens.segments.stability import stability_table
from segtui.workbench.screens.segments.view_names import COHORTS, CROSSTAB, ShownSegments
from widgets.heatmap.heatmap import Heatmap
from widgets.line.chart import LineChart
from widgets.scatter.scatter import Scatter
from widgets.silhouette.plot import SilhouettePlot

NOT_USABLE = to_translate("The rows are in the run's data, which can't be used")


class ViewFiller:
    """Fills the views, which are widgets below `views`; filling one returns its heading."""

    def __init__(self, views: Widget, style_of: Callable[[int], Style], *, ascii: bool = False) -> None:
        self._views = views
        self._ascii, self._style_of = ascii, style_of
        self._row_id = ""
        self.segment = 0
        """The segment at the cursor."""
        self.segments: list[int] = []
        """The segments of the rows of a table."""
        self.cohort = 0
        """Which of the plan's cohort tables is shown, counted on round and round."""
        self.measure: Measure = "mean"
        self.cells: CellFigure = "share"
        """What the cells of the cross-tab say."""
        self.hide = False
        """Whether it hides cells of few rows."""

    def fill(self, view: str, shown: ShownSegments) -> str:
        """Draw a view; its heading."""
        fill: Callable[[ShownSegments], str] = getattr(self, f"_fill_{view}")
        return fill(shown)

    def next_measure(self, view: str) -> None:
        """Other figures in a view that has several."""
        if view == CROSSTAB:
            self.cells = CELL_FIGURES[(CELL_FIGURES.index(self.cells) + 1) % len(CELL_FIGURES)]
        elif view == COHORTS:
            self.cohort += 1
        else:
            self.measure = "median" if self.measure == "mean" else "mean"

    def plain(self, cells: pl.Series) -> bool:
        """The id has no thousands commas, whatever its name."""
        return cells.name == self._row_id or without_commas(cells)

    def _fill_outcomes(self, shown: ShownSegments) -> str:
        tables = outcome_tables(shown.outcomes(), detected=shown.detected, ascii=self._ascii)
        self._views.query_one("#segments-outcomes", FactTables).show(tables, shown.names(), self.segment)
        if len(tables) > 1:
            return _("Outcomes: what became of each segment's rows")
        return _("Outcome: what became of each segment's rows")

    def _fill_value(self, shown: ShownSegments) -> str:
        found = shown.value()
        tables = [] if found is None else [value_table(found)]
        self._views.query_one("#segments-value", FactTables).show(tables, shown.names(), self.segment)
        return _("Value: what each segment brings")

    def _fill_stability(self, shown: ShownSegments) -> str:
        view = self._views.query_one("#segments-stability", FactTables)
        tables, head = [], _("resampling the segments") + ("..." if self._ascii else "…")
        if (known := shown.assessed) is not None and (shown.described.key in known.stability or not known.left):
            tables = [stability_table(known, shown.described)]
            head = _("Stability: how far each segment is found again")
        view.show(tables, shown.names(), self.segment)
        return head

    def _fill_cohorts(self, shown: ShownSegments) -> str:
        heat = self._views.query_one("#segments-cohorts", Heatmap)
        return show_cohorts(heat, shown.described.cohorts, self.cohort, self.segment, shown.names())

    def _fill_lorenz(self, shown: ShownSegments) -> str:
        found = shown.value()
        self._views.query_one("#segments-lorenz", LineChart).show(lorenz(found) if found else [])
        return ""

    def _fill_figures(self, shown: ShownSegments) -> str:
        judged = {one["column"] for one in shown.described.outcomes}
        table = figures(read_arrow(shown.described.comparison), self.measure, shown.described.kinds, judged)
        self.segments = table.segments
        heat = self._views.query_one("#segments-figures", Heatmap)
        heat.show(
            np.round(table.effects, 2),
            shown.lines(ascii=self._ascii),
            list(map(shown.labels.headed, table.features)),
            texts=table.texts,
            limits=LIMITS,
            measured=_("{} sd"),
        )
        means, medians = (
            to_translate("Means of {count} features, shaded by effect size (sd)"),
            to_translate("Medians of {count} features, shaded by effect size (sd)"),
        )
        is_mean = self.measure == "mean"
        turn = f"{key_of('segments.measure')} {_('medians') if is_mean else _('means')}"
        heat.heading = tell(means if is_mean else medians, count=len(table.features))
        return f"{heat.heading}   {turn}"

    def _fill_card(self, shown: ShownSegments) -> str:
        view = self._views.query_one(CardView)
        note = shown.notes.get(self.segment, "")
        style, facts = self._style_of(self.segment), shown.facts(self.segment)
        view.show(shown.card(self.segment), note, style, facts, ascii=self._ascii)
        return tell("Card of {segment}", segment=shown.called(self.segment))

    def _fill_scatter(self, shown: ShownSegments) -> str:
        points = read_arrow(shown.described.rows, ["x", "y", "segment"])
        first, second = shown.described.explained
        x, y, groups = (points.get_column(name).to_numpy() for name in points.columns)
        labels = (
            tell("component 1 ({share})", share=in_signs(f"{first:.0%}")),
            tell("component 2 ({share})", share=in_signs(f"{second:.0%}")),
        )
        scatter = self._views.query_one(Scatter)
        scatter.heading = _("Two principal components")
        scatter.show(x, y, groups, shown.names(), *labels)
        keys = f"{key_of('segments.before')} {key_of('segments.next')}"
        return f"{scatter.heading}   " + tell("{keys} highlight a segment", keys=keys)

    def _fill_silhouettes(self, shown: ShownSegments) -> str:
        rows = read_arrow(shown.described.rows, ["silhouette", "segment"])
        values = rows.get_column("silhouette").fill_null(float("nan")).to_numpy()
        plot = self._views.query_one(SilhouettePlot)
        plot.heading = _("Silhouettes by segment")
        plot.show(values, rows.get_column("segment").to_numpy(), shown.names())
        count = shown.described.silhouettes
        part = (
            tell("Silhouettes of {some:,} of {all:,} rows.", some=count, all=rows.height) if count < rows.height else ""
        )
        head = _("Silhouettes, from each segment's best row to its worst")
        return f"{head}   {part}".rstrip()

    def _fill_rows(self, shown: ShownSegments) -> str:
        table = self._views.query_one(SegmentRows)
        if shown.described.caution and shown.described.frame is None:
            table.frame = None
            return f"{_(NOT_USABLE)}   " + with_keys("{segments.back} back")
        if shown.prepared is None and shown.described.frame is None:
            table.frame = None
            return _("cleaning the data") + ("..." if self._ascii else "…")
        frame = rows_of(self.segment, shown.described, shown.prepared)
        self._row_id = frame.columns[0]
        table.frame = frame
        rows, of = frame.height, shown.called(self.segment)
        if shown.described.frame:
            said = tell_counted(
                "{count:,} row that the run keeps of {segment}",
                "{count:,} rows that the run keeps of {segment}",
                rows,
                segment=of,
            )
        else:
            said = tell_counted("{count:,} row of {segment}", "{count:,} rows of {segment}", rows, segment=of)
        return f"{said}   " + with_keys("{segments.back} back")

    def _fill_crosstab(self, shown: ShownSegments) -> str:
        heat, found = self._views.query_one("#segments-crosstab", Heatmap), shown.crosstab
        if found is None:
            heat.show(None, [], [])
            return _("counting the values") + ("..." if self._ascii else "…")
        self.segments = [card["segment"] for card in shown.described.cards]
        names = dict(zip(self.segments, shown.lines(ascii=self._ascii), strict=True))
        found = replace(found, column=shown.labels.called(found.column))
        return show_crosstab(heat, found, names, self.cells, hide=self.hide, ascii=self._ascii)

    def _fill_beside(self, shown: ShownSegments) -> str:
        heat = self._views.query_one("#segments-beside", Heatmap)
        if shown.other is None:
            heat.show(None, [], [])
            return _("computing the other candidate's segments") + ("..." if self._ascii else "…")
        self.segments = [card["segment"] for card in shown.described.cards]
        others = label(shown.other.scores)
        heat.heading = tell("{candidate} by {other}", candidate=label(shown.described.scores), other=others)
        return (
            show_beside(heat, shown.described, shown.other, shown.given, shown.lines(ascii=self._ascii), others)
            + f"   {with_keys('{segments.back} back')}"
        )
