"""What the Features screen shows: the columns as they are clustered, and the one at the cursor."""

from __future__ import annotations

from segtui.engine.transport.messages import Message, Prepare, Prepared
from segtui.plan.stages import Parts
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.features.clusterable_columns import ClusterableColumn, columns, rows
from segtui.workbench.screens.features.clustered_summary import line, scale_words, sentence
from segtui.workbench.screens.features.feature_correlations import FeatureHeat
from segtui.workbench.screens.features.feature_view import FeatureView
from widgets.frame.table import FrameTable
from widgets.plain.static import Static
from widgets.plain.text import PlainText


class FeaturesShown(PanePart):
    """Requests the features and draws them."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self.columns: list[ClusterableColumn] = []
        self.prepared: Prepared | None = None

    @property
    def table(self) -> FrameTable:
        """The table of columns."""
        return self.pane.query_one("#features-table", FrameTable)

    @property
    def column(self) -> ClusterableColumn | None:
        """The column at the cursor."""
        row = self.table.row
        return self.columns[row] if row is not None and row < len(self.columns) else None

    # What is known

    def shown(self) -> None:
        """Ask for the features if they are not up to date, and draw."""
        store = self.store
        if store.plan is not None and store.prepared is None and "Prepare" not in store.failed:
            self.bench.engine.ask(Prepare)
        self.draw()

    def plan_changed(self, parts: Parts) -> None:
        """The table is now from an older plan."""
        if "source" in parts:
            self.prepared = None
        if self.pane.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The features have arrived."""
        if isinstance(message, Prepared) and self.pane.in_front:
            self.draw()

    def busy_changed(self) -> None:
        """Whether the features are being made."""
        if self.pane.in_front and self.prepared is None:
            self.draw()
        elif self.pane.in_front and self.prepared is not None:
            self.pane.query_one("#features-line", Static).update(line(self.bench, self.prepared))

    # Drawing

    def draw(self) -> None:
        """Draw what is known."""
        plan, store = self.store.plan, self.store
        self.prepared = store.prepared or self.prepared
        there = plan is not None and self.prepared is not None
        failed = store.failed.get("Prepare") or store.failed.get("Read")
        wrong = there and failed is not None
        self.pane.update_classes({"-there": there, "-stale": store.prepared is None, "-wrong": wrong})
        message = self.pane.query_one("#features-message", Static)
        message.update(sentence(self.bench))
        message.set_class(bool({"Read", "Prepare"} & set(self.store.failed)), "error")
        if failed:
            self.pane.query_one("#features-error", Static).update(PlainText(f"! {failed.what}", "bold"))
        if plan is not None and self.prepared is not None:
            self.columns = columns(plan, self.prepared)
            frame = rows(self.columns, plan, ascii=self.bench.ascii)
            if self.table.frame is None:
                self.table.frame = frame
                first = next((i for i, c in enumerate(self.columns) if c.used), 0)
                self.table.move_cursor(first, 1)
            else:
                self.table.replace(frame, key="column")
            self.pane.query_one("#features-line", Static).update(line(self.bench, self.prepared))
            self.pane.query_one("#features-how", Static).update(scale_words(plan))
            self.tell_column()
            self.correlate()
        self.pane.call_after_refresh(self.pane.settle_focus)

    def tell_column(self) -> None:
        """Show the column at the cursor."""
        plan = self.store.plan
        column = self.column if self.pane.query(FeatureView) else None  # else the app is closing
        if column is not None and plan is not None and self.prepared is not None:
            self.pane.query_one(FeatureView).show(column, plan, self.prepared)

    def correlate(self) -> None:
        """Show the correlations if they are open."""
        prepared = self.prepared
        if prepared is None or not self.pane.has_class("-heat"):
            return
        names = [f["name"] for f in prepared.features]
        self.pane.query_one(FeatureHeat).show(names, prepared.correlations, prepared.clustered)
