"""The Profile screen: a row for each column, its alerts, and fixes for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from segtui.engine.transport.messages import Failed, Message, Opened, Prepared
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.data.file_rows import FileRows
from segtui.workbench.screens.data.frequencies import SideTable
from segtui.workbench.screens.profile.apply_fix import carry_out
from segtui.workbench.screens.profile.column_alerts import Alerts
from segtui.workbench.screens.profile.column_rows import row_style
from segtui.workbench.screens.profile.column_table import ColumnTable
from segtui.workbench.screens.profile.column_view import ColumnView
from segtui.workbench.screens.profile.correlations import Correlations, measured
from segtui.workbench.screens.profile.profile_state import why_not
from segtui.workbench.screens.profile.shown_profile import ProfileShown
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable
from widgets.plain.static import Static

if TYPE_CHECKING:
    from segtui.plan.suggestions.suggest import Fix


class ProfilePane(Pane):
    """What the columns look like, as read or after cleaning."""

    key = "profile"
    title = "Profile"
    HELP = """\
One row per column; ! marks a column with an open alert, a tick one whose alerts the plan resolves. The list below
says what the alert is and how to fix it. {profile.fix} applies the first fix, Tab goes to the list, where Enter
applies another. A fix adds a cleaning step (or a log of the feature) to the right place in the plan; {app.undo}
undoes it. Enter opens the column: its histogram and most frequent values; Enter on a value shows its rows in Data.
{profile.cleaned} shows the columns after cleaning, with the derived features."""
    FIND = "a column"
    FOCUS = "#profile-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "fix", "fix", id="profile.fix", tooltip="Apply the first suggested fix for the column's alert"),
        Binding("a", "next", "next alert", id="profile.next", tooltip="Go to the next column with an alert"),
        Binding(
            "c",
            "correlations",
            "correlations",
            id="profile.correlations",
            tooltip="Correlations of the numeric columns",
        ),
        Binding(
            "b", "cleaned", "as cleaned", id="profile.cleaned", tooltip="Show the columns as read, or after cleaning"
        ),
        Binding("escape", "back", "back", id="profile.back", show=False, tooltip="Back to the columns"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = ProfileShown(self)

    def compose(self) -> ComposeResult:
        """A sentence if there is nothing yet; columns, the one at the cursor, its alerts; correlations."""
        ascii = self.bench.ascii
        yield Static(id="profile-message")
        yield Static(id="profile-line")
        with Horizontal(id="profile-body"):
            yield ColumnTable(
                id="profile-table", ascii=ascii, frozen=1, row_style=row_style, pictures={"histogram": "$accent"}
            )
            yield ColumnView(ascii=ascii)
        yield Alerts(ascii=ascii)
        yield Correlations(ascii=ascii)

    # What is known

    def shown(self) -> None:
        """Ask for the profile if it is missing, and show it."""
        self.view.shown()

    def plan_changed(self, parts: Parts) -> None:
        """Alerts may be resolved now, or open again."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """A profile has come."""
        if isinstance(message, (Opened, Prepared)) and self.in_front:
            self.view.draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """Show a reading or preparation error in place."""
        self.view.draw()
        return kind in ("Read", "Prepare") and self.view.profile is None

    def busy_changed(self) -> None:
        """A file is being opened or read, or that was cancelled."""
        if self.in_front and self.view.profile is None:
            self.view.draw()

    def find(self, text: str) -> None:
        """Find a column by its name."""
        self.view.table.find(text)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide keys that do nothing now."""
        if action in ("fix", "next", "correlations"):
            return self.has_class("-there") and not self.has_class("-heat")
        return self.store.plan is not None if action == "cleaned" else True

    @on(CursorMoved, "#profile-table")
    def _moved(self) -> None:
        self.bench.later("profile.column", self.view.tell_column, 0.05)

    @on(FrameTable.RowSelected, "#profile-table")
    def _open(self) -> None:
        self.add_class("-opened")
        self.view.tell_column()
        values = self.query_one("#profile-values", SideTable)
        self.call_after_refresh(values.focus if values.display else self.settle_focus)

    def action_back(self) -> None:
        """Back to the columns."""
        self.remove_class("-opened", "-heat")
        self.view.table.focus()

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_alerts_left(self, event: Alerts.Left) -> None:
        """Back to the columns."""
        self.view.table.focus()

    def action_next(self) -> None:
        """Go to the next column with an alert to fix."""
        if self.view.table.go_to_open():
            self.view.tell_column()
        else:
            self.bench.status.say(_("No open alerts."))

    def action_fix(self) -> None:
        """Apply the first fix for the column."""
        column = self.view.column
        ways = self.view.fixes_of(column) if column else []
        if ways:
            self._carry_out(ways[0])
        elif column:
            self.bench.status.say(why_not(column, self.store, cleaned=self.view.cleaned))

    def on_alerts_chosen(self, event: Alerts.Chosen) -> None:
        """Apply this fix."""
        self._carry_out(event.fix)

    @work(group="profile.fix.ask", exclusive=True)
    async def _carry_out(self, fix: Fix) -> None:
        await carry_out(self.bench, fix)

    def action_cleaned(self) -> None:
        """Switch between columns as read and after cleaning."""
        self.view.cleaned = not self.view.cleaned
        self.remove_class("-opened", "-heat")
        self.shown()

    # Beside the table

    def on_column_view_chosen(self, event: ColumnView.Chosen) -> None:
        """Show the rows with the value in Data."""
        self._rows_with(event.column, event.value)

    @work(group="profile.rows", exclusive=True)
    async def _rows_with(self, column: str, value: str) -> None:
        data = await self.bench.panes.show("data")
        data.query_one(FileRows).only_text(column, value)

    def action_correlations(self) -> None:
        """Correlations of the numeric columns."""
        opened = self.store.prepared if self.view.cleaned else self.store.opened
        if opened is None or self.view.profile is None:
            return
        names = measured(self.view.profile, opened.id)
        if len(names) < 2:
            self.bench.status.say(_("Correlations need at least two numeric columns."))
            return
        self.add_class("-heat")
        self.query_one(Correlations).show(opened.frame, names)
        self.refresh_bindings()

    def on_correlations_left(self, event: Correlations.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_correlations_chosen(self, event: Correlations.Chosen) -> None:
        """Go to the column."""
        self.action_back()
        self.view.table.go_to(event.column)
        self.view.tell_column()
