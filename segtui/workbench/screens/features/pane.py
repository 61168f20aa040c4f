"""The Features screen: which columns are clustered, with their logs and scaling."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from segtui.engine.transport.messages import Failed, Message
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.features.clusterable_columns import row_style
from segtui.workbench.screens.features.exhibit_view import ExhibitView
from segtui.workbench.screens.features.feature_correlations import FeatureHeat
from segtui.workbench.screens.features.feature_editing import FeatureEditing
from segtui.workbench.screens.features.feature_list import FeatureList
from segtui.workbench.screens.features.feature_view import FeatureView
from segtui.workbench.screens.features.maker_editing import MakerEditing
from segtui.workbench.screens.features.shown_exhibits import ExhibitsShown
from segtui.workbench.screens.features.shown_features import FeaturesShown
from segtui.workbench.screens.features.table_wizard import TableWizard
from segtui.workbench.screens.predict.predict_view import PredictView
from segtui.workbench.screens.predict.shown_predictions import ShownPredictions
from widgets.frame.messages import CursorMoved
from widgets.plain.static import Static

_OF_A_COLUMN = ("use", "log", "scale", "encode", "wizard", "derive", "edit", "delete")


class FeaturesPane(Pane):
    """The columns of the matrix."""

    key = "features"
    title = "Features"
    HELP = """\
One row per column of the cleaned table and per derived feature; a tick marks those that are clustered. The picture is
the distribution as clustered, after log and scale. Rows with an empty cell in a used column are not clustered; the
line above says how many. {features.use} uses a column or leaves it out, {features.log} takes its logarithm (of 1 +
x), for long tails. {features.scale} changes the scaling of all, {features.encode} encodes text:
as 0/1 columns, or as components together with the numbers. {features.wizard} shows what
can be made of a second table, such as orders or events, or of the customers' own texts and places, and what it would
look like; {features.derive} derives features by hand, from a table or from columns; {features.edit} and
{features.delete} change and delete them, and {features.exhibits} shows the tables and pictures of what was found,
such as the RFM grid.
{features.correlations} shows how the features correlate, {features.predict} predicts what customers will do next.
{app.undo} undoes any change."""
    FIND = "a column"
    FOCUS = "#features-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "use", "use", id="features.use", tooltip="Use the column for clustering, or leave it out"),
        Binding("l", "log", "log", id="features.log", tooltip="Switch the column's logarithm on or off"),
        Binding("z", "scale", "scale", id="features.scale", tooltip="The next scale: zscore, minmax, robust, none"),
        Binding(
            "o", "encode", "text", id="features.encode", tooltip="Cluster text as 0/1 columns, as components, or not"
        ),
        Binding(
            "w",
            "wizard",
            "from a table",
            id="features.wizard",
            tooltip="See what can be made of a second table or own columns",
        ),
        Binding(
            "a", "derive", "derive", id="features.derive", tooltip="Derive features from another table, such as RFM"
        ),
        Binding(
            "c", "correlations", "correlations", id="features.correlations", tooltip="Correlations of the features"
        ),
        Binding("e", "edit", "edit", id="features.edit", tooltip="Change how the derived features are made"),
        Binding("d,delete", "delete", "delete", id="features.delete", tooltip="Delete the derived features"),
        Binding(
            "t", "exhibits", "tables", id="features.exhibits", tooltip="Show what derived features found: RFM grid, ..."
        ),
        Binding(
            "p,P",
            "predict",
            "predict",
            id="features.predict",
            tooltip="Predict what customers will do next",
        ),
        Binding("left_square_bracket", "turn(-1)", "before", id="features.before", show=False, tooltip="Table before"),
        Binding("right_square_bracket", "turn(1)", "next", id="features.next", show=False, tooltip="The next table"),
        Binding("escape", "back", "back", id="features.back", show=False, tooltip="Back to the columns"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = FeaturesShown(self)
        self.editing = FeatureEditing(self.view)
        self.making = MakerEditing(self.view)
        self.wizard = TableWizard(self.making)
        self.exhibits = ExhibitsShown(self)
        self.predictions = ShownPredictions(self)

    def compose(self) -> ComposeResult:
        """A sentence if there is nothing yet; how much is clustered, the columns, the current one; correlations."""
        ascii = self.bench.ascii
        yield Static(id="features-message", markup=False)
        yield Static(id="features-line", markup=False)
        yield Static(id="features-how", markup=False)
        yield Static(id="features-error", classes="error", markup=False)
        with Horizontal(id="features-body"):
            drawn = {"distribution": "$accent"}
            yield FeatureList(id="features-table", ascii=ascii, frozen=2, row_style=row_style, pictures=drawn)
            yield FeatureView(ascii=ascii)
        yield FeatureHeat(ascii=ascii)
        yield ExhibitView(ascii=ascii)
        yield PredictView(ascii=ascii)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of a column do nothing while it is covered by a table, and those of tables do only then."""
        covered = self.has_class("-exhibit") or self.predictions.is_open
        if action == "turn":
            return self.has_class("-exhibit")
        if self.predictions.is_open and action in ("exhibits", "correlations", "predict"):
            return False
        return action not in _OF_A_COLUMN or not covered

    def find(self, text: str) -> None:
        """Find a column by its name."""
        self.view.table.find(text)

    @on(CursorMoved, "#features-table")
    def _moved(self) -> None:
        self.bench.later("features.column", self.view.tell_column, 0.05)

    # What is known

    def shown(self) -> None:
        """Ask for the features, and draw."""
        self.view.shown()
        self.predictions.shown()

    def plan_changed(self, parts: Parts) -> None:
        """The table is now from an older plan."""
        self.view.plan_changed(parts)
        self.exhibits.plan_changed(parts)
        self.predictions.plan_changed(parts)

    def heard(self, message: Message) -> None:
        """The features have arrived."""
        self.view.heard(message)
        self.wizard.heard(message)
        self.exhibits.heard(message)
        self.predictions.heard(message)

    def busy_changed(self) -> None:
        """The features are being made, or no longer."""
        self.view.busy_changed()
        self.predictions.busy_changed()

    def failed(self, kind: str, message: Failed) -> bool:
        """Show errors above the columns, those of a second table in its dialog."""
        if self.wizard.failed(kind, message) or self.predictions.failed(kind, message):
            return True
        self.view.draw()
        return kind in ("Read", "Prepare")

    # Keys

    def action_use(self) -> None:
        """Use the column at the cursor, or leave it out."""
        self.editing.use()

    def action_log(self) -> None:
        """Switch the logarithm of the column on or off."""
        self.editing.log()

    def action_scale(self) -> None:
        """The next scale."""
        self.editing.scale()

    def action_encode(self) -> None:
        """Switch the encoding of text as 0/1 columns on or off."""
        self.editing.encode()

    def action_derive(self) -> None:
        """Derive features from another table."""
        self.making.derive()

    def action_wizard(self) -> None:
        """Point at a second table, and see what can be made of it."""
        self.wizard.begin()

    def action_edit(self) -> None:
        """Change how the derived features are made."""
        self.making.edit()

    def action_delete(self) -> None:
        """Delete the derived features."""
        self.making.delete()

    # Predictions, tables of makers, correlations

    def action_predict(self) -> None:
        """Show what customers will do next."""
        self.remove_class("-exhibit", "-heat")
        self.predictions.open()

    def on_predict_view_asked(self, event: PredictView.Asked) -> None:
        """Do what is asked in the Predict view."""
        self.predictions.do(event.what)

    def on_predict_view_left(self, event: PredictView.Left) -> None:
        """Back to the columns."""
        self.predictions.close()

    def action_exhibits(self) -> None:
        """The tables of the maker at the cursor, one after the other."""
        self.exhibits.open(self.making.maker)

    def action_turn(self, by: int) -> None:
        """The next table, or the one before."""
        self.exhibits.turn(by)

    def action_correlations(self) -> None:
        """Correlations of the features."""
        if self.view.prepared is None:
            return
        if len(self.view.prepared.features) < 2:
            self.bench.status.say(_("Correlations need at least two features."))
            return
        self.remove_class("-exhibit")
        self.add_class("-heat")
        self.view.correlate()
        self.call_after_refresh(self.query_one("#features-heatmap").focus)

    def action_back(self) -> None:
        """Back to the columns."""
        self.remove_class("-heat", "-exhibit")
        self.refresh_bindings()
        self.view.table.focus()

    def on_exhibit_view_left(self, event: ExhibitView.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_feature_heat_left(self, event: FeatureHeat.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_feature_heat_chosen(self, event: FeatureHeat.Chosen) -> None:
        """Go to the column that the feature is made from."""
        self.action_back()
        assert self.view.prepared is not None
        source = self.view.prepared.features[event.feature]["source"]
        row = next((i for i, c in enumerate(self.view.columns) if c.name == source), None)
        if row is not None:
            self.view.table.move_cursor(row, 1)
