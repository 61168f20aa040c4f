"""The Features screen: which columns are clustered, and what log and scale make of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from segtui.engine.messages import Failed, Message, Prepared
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.features.changing import FeatureChanges
from segtui.workbench.screens.features.column import FeatureView
from segtui.workbench.screens.features.heat import FeatureHeat
from segtui.workbench.screens.features.known import Column, columns, row_style, rows, summary
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable

if TYPE_CHECKING:
    from segtui.plan.model import Plan

_NOT_HERE = ("column", "freeze", "where", "filter_value", "show_all", "sort", "select", "find")
_ARROWS = {"frame_table.left": "left", "frame_table.right": "right"}


class FeatureList(FrameTable, inherit_bindings=False):
    """A row for each column that could be clustered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        replace(b, key=_ARROWS.get(b.id or "", b.key))  # l is the log here
        for b in FRAME_KEYS
        if isinstance(b, Binding) and b.id not in {f"frame_table.{n}" for n in _NOT_HERE}
    ]


class FeaturesPane(FeatureChanges, Pane):
    """The columns of the matrix."""

    key = "features"
    title = "Features"
    HELP = """\
A row for each column of the cleaned table and of the features that were derived; a tick marks those that are clustered.
The picture is the distribution as it is clustered: after log and scale. A row with an empty cell in a used column is
left out of the clustering; the line above says how many.
Space uses a column or leaves it out, l takes its logarithm (of 1 + x), for long tails. z changes the scale of all, o
encodes text as columns of 0 and 1. a derives features from another table, such as recency, frequency and monetary value
from orders; e and d change and delete them. c shows how the features go together. u undoes every change."""
    FIND = "a column"
    FOCUS = "#features-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "use", "use", id="features.use", tooltip="Cluster by the column, or leave it out"),
        Binding("l", "log", "log", id="features.log", tooltip="Take the column's logarithm, or no longer"),
        Binding("z", "scale", "scale", id="features.scale", tooltip="The next scale: zscore, minmax, robust, none"),
        Binding("o", "encode", "text", id="features.encode", tooltip="Cluster text as columns of 0 and 1, or not"),
        Binding("a", "derive", "derive", id="features.derive", tooltip="Make features from another table, such as RFM"),
        Binding(
            "c", "correlations", "correlations", id="features.correlations", tooltip="How the features go together"
        ),
        Binding("e", "edit", "edit", id="features.edit", tooltip="Change how the derived features are made"),
        Binding("d,delete", "delete", "delete", id="features.delete", tooltip="Delete the derived features"),
        Binding("escape", "back", "back", id="features.back", show=False, tooltip="Back to the columns"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: list[Column] = []
        self._prepared: Prepared | None = None

    def compose(self) -> ComposeResult:
        """A sentence where there is nothing yet; how much is clustered, the columns, the one at hand; correlations."""
        ascii = self.bench.ascii
        yield Static(id="features-message", markup=False)
        yield Static(id="features-line", markup=False)
        yield Static(id="features-how", markup=False)
        yield Static(id="features-error", classes="error", markup=False)
        with Horizontal(id="features-body"):
            yield FeatureList(id="features-table", ascii=ascii, frozen=2, row_style=row_style)
            yield FeatureView(ascii=ascii)
        yield FeatureHeat(ascii=ascii)

    @property
    def table(self) -> FrameTable:
        """The table of columns."""
        return self.query_one("#features-table", FrameTable)

    @property
    def column(self) -> Column | None:
        """The column at the cursor."""
        row = self.table.row
        return self.columns[row] if row is not None and row < len(self.columns) else None

    # What is known

    def shown(self) -> None:
        """Ask for the features if they are not up to date, and draw."""
        store = self.store
        if store.plan is not None and store.prepared is None and "Prepare" not in store.failed:
            self.bench.ask_prepare()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """What is shown is of an older plan now."""
        if "source" in parts:
            self._prepared = None
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The features have come."""
        if isinstance(message, Prepared) and self.in_front:
            self._draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """What can't be prepared is told over the columns."""
        self._draw()
        return kind in ("Read", "Prepare")

    def busy_changed(self) -> None:
        """Whether the features are being made."""
        if self.in_front and self._prepared is not None:
            self.query_one("#features-line", Static).update(self._line())

    def find(self, text: str) -> None:
        """Find a column by its name."""
        self.table.find(text)

    # Drawing

    def _draw(self) -> None:
        plan, store = self.store.plan, self.store
        self._prepared = store.prepared or self._prepared
        there = plan is not None and self._prepared is not None
        failed = store.failed.get("Prepare") or store.failed.get("Read")
        self.set_class(there, "-there")
        self.set_class(store.prepared is None, "-stale")
        self.set_class(there and failed is not None, "-wrong")
        self.query_one("#features-message", Static).update(self._sentence())
        if failed:
            self.query_one("#features-error", Static).update(Text(f"! {failed.what}", "bold"))
        if plan is not None and self._prepared is not None:
            self.columns = columns(plan, self._prepared)
            frame = rows(self.columns, plan, ascii=self.bench.ascii)
            if self.table.frame is None:
                self.table.frame = frame
                first = next((i for i, c in enumerate(self.columns) if c.used), 0)
                self.table.move_cursor(first, 1)
            else:
                self.table.replace(frame, key="column")
            self.query_one("#features-line", Static).update(self._line())
            self.query_one("#features-how", Static).update(self._how(plan))
            self._tell_column()
            self._correlate()
        self.call_after_refresh(self._settle)

    def _line(self) -> Text:
        """How much is clustered; what was, while that is made again."""
        assert self._prepared is not None
        failed = "Prepare" in self.store.failed
        if self.store.prepared is None:
            dots = "..." if self.bench.ascii else "…"
            waits = (
                f"preparing{dots}"
                if self.bench.busy()
                else "not up to date"
                if failed
                else "not carried out (4 does it)"
            )
            return Text(f"{waits}   before: {summary(self._prepared, self.bench.ascii)}", "dim")
        return Text(summary(self._prepared, self.bench.ascii), "bold")

    def _how(self, plan: Plan) -> Text:
        features = plan.features
        text = "encoded" if features.categorical == "onehot" else "not clustered"
        made = ", ".join(f"{getattr(m, 'kind', '')} from {m.path}" for m in plan.derive)
        said = f"scale {features.scale} (z)   text {text} (o)"
        return Text(said + (f"   {made}" if made else ""), no_wrap=True, overflow="ellipsis")

    def _sentence(self) -> Text:
        store = self.store
        if store.plan is None:
            return Text("No file is open. o opens one, 1 shows those that are near.")
        failed = store.failed.get("Read") or store.failed.get("Prepare")
        if failed:
            return Text.assemble((failed.what, "bold"), "\n\n3 shows the steps, 1 how the file is read; u undoes.")
        return Text(f"preparing {store.name} " + ("..." if self.bench.ascii else "…"))

    def _tell_column(self) -> None:
        plan = self.store.plan
        column = self.column if self.query(FeatureView) else None  # else the app is on its way out
        if column is not None and plan is not None and self._prepared is not None:
            self.query_one(FeatureView).show(column, plan, self._prepared.rows)

    def _settle(self) -> None:
        focused = self.screen.focused
        gone = focused is not None and self in focused.ancestors and not focused.focusable
        if self.in_front and (focused is None or gone or focused is self):
            self.bench.refocus()

    @on(CursorMoved, "#features-table")
    def _moved(self) -> None:
        self.bench.later("features.column", self._tell_column, 0.05)

    # Correlations

    def action_correlations(self) -> None:
        """How the features go together."""
        if self._prepared is None:
            return
        if len(self._prepared.features) < 2:
            self.bench.status.say("It takes two features to go together.")
            return
        self.add_class("-heat")
        self._correlate()
        self.call_after_refresh(self.query_one("#features-heatmap").focus)

    def _correlate(self) -> None:
        prepared = self._prepared
        if prepared is None or not self.has_class("-heat"):
            return
        names = [f["name"] for f in prepared.features]
        self.query_one(FeatureHeat).show(names, prepared.correlations, prepared.clustered)

    def action_back(self) -> None:
        """Back to the columns."""
        self.remove_class("-heat")
        self.table.focus()

    def on_feature_heat_left(self, event: FeatureHeat.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_feature_heat_chosen(self, event: FeatureHeat.Chosen) -> None:
        """Go to the column that the feature is made from."""
        self.action_back()
        assert self._prepared is not None
        source = self._prepared.features[event.feature]["source"]
        row = next((i for i, c in enumerate(self.columns) if c.name == source), None)
        if row is not None:
            self.table.move_cursor(row, 1)
