"""The Profile screen: a row for each column, what is odd about it, and what mends that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from segtui.engine.messages import Failed, Message, Opened, Prepared
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.data_counts import SideTable
from segtui.workbench.screens.data_rows import Rows
from segtui.workbench.screens.line import Line
from segtui.workbench.screens.profile_alerts import Alerts
from segtui.workbench.screens.profile_column import ColumnView
from segtui.workbench.screens.profile_columns import Columns
from segtui.workbench.screens.profile_correlations import Correlations, measured
from segtui.workbench.screens.profile_fixing import carry_out
from segtui.workbench.screens.profile_line import line, sentence, why_not
from segtui.workbench.screens.profile_rows import empty_cells, row_style, rows
from widgets.frame_messages import CursorMoved
from widgets.frame_table import FrameTable

if TYPE_CHECKING:
    from segtui.plan.fixes import Fix


class ProfilePane(Pane):
    """What the columns look like, as read or as cleaned."""

    key = "profile"
    title = "Profile"
    HELP = """\
A row for each column; ! marks one with something odd about it that the plan does not deal with yet, a tick one where it
does. The list below says what is odd and what would mend it. x takes the first way, Tab goes to the list, where Enter
takes another. A fix adds a cleaning step (or a log of the feature) to the plan where it belongs; u undoes it.
Enter opens the column: its histogram and most frequent values; Enter on a value shows its rows in Data.
b shows the columns as they are after cleaning, with the features that were derived."""
    FIND = "a column"
    FOCUS = "#profile-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "fix", "fix", id="profile.fix", tooltip="Mend what is odd about the column, by the first way"),
        Binding("a", "next", "next alert", id="profile.next", tooltip="To the next column with something odd about it"),
        Binding("c", "correlations", "correlations", id="profile.correlations", tooltip="How the numbers go together"),
        Binding("b", "cleaned", "as cleaned", id="profile.cleaned", tooltip="The columns as read, or after cleaning"),
        Binding("escape", "back", "back", id="profile.back", show=False, tooltip="Back to the columns"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cleaned = False
        self._drawn: object = None
        self._fixes: list[Fix] = []
        self._told: object = None
        """Which column the lists are of, to paint them once."""

    def compose(self) -> ComposeResult:
        """A sentence where there is nothing yet; columns, the one at the cursor, its alerts; correlations."""
        ascii = self.bench.ascii
        yield Line(id="profile-message")
        yield Line(id="profile-line")
        with Horizontal(id="profile-body"):
            yield Columns(id="profile-table", ascii=ascii, frozen=1, row_style=row_style)
            yield ColumnView(ascii=ascii)
        yield Alerts(ascii=ascii)
        yield Correlations(ascii=ascii)

    @property
    def table(self) -> Columns:
        """The table of columns."""
        return self.query_one(Columns)

    @property
    def profile(self) -> Mapping[str, Any] | None:
        """The profile shown: of the source as read, or of what cleaning and deriving made of it."""
        if self._cleaned:
            return self.store.prepared.profile if self.store.prepared else None
        return self.store.opened.profile if self.store.opened else None

    # What is known

    def shown(self) -> None:
        """Ask for the profile if it is not there, and show it."""
        self._ask()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """Alerts may be dealt with now, or not any more."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """A profile has come."""
        if isinstance(message, (Opened, Prepared)) and self.in_front:
            self._draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """What could not be read or prepared is told in place."""
        self._draw()
        return kind in ("Read", "Prepare") and self.profile is None

    def find(self, text: str) -> None:
        """Find a column by its name."""
        self.table.find(text)

    def _ask(self) -> None:
        store = self.store
        if store.plan is None or self.profile is not None or self._question in store.failed:
            return
        if self._cleaned:
            self.bench.ask_prepare()
        else:
            self.bench.ask_read()

    @property
    def _question(self) -> str:
        return "Prepare" if self._cleaned else "Read"

    # Drawing

    def _draw(self) -> None:
        profile, plan = self.profile, self.store.plan
        there = profile is not None and plan is not None
        self.set_class(there, "-there")
        self.set_class(self._question in self.store.failed, "-failed")
        self.query_one("#profile-message", Line).say(
            sentence(self.store, cleaned=self._cleaned, ascii=self.bench.ascii)
        )
        if profile is not None and plan is not None:
            from segtui.plan.fixes import fixes

            found = fixes(profile, plan)
            # After cleaning, steps for columns of the source come too late; how features are made can still be changed.
            self._fixes = [f for f in found if f.step is None] if self._cleaned else found
            fixable = {f.column for f in self._fixes}
            self._show(rows(profile, plan, fixable, ascii=self.bench.ascii), profile)
        self.call_after_refresh(self._settle)
        self.refresh_bindings()

    def _show(self, frame: pl.DataFrame, profile: Mapping[str, Any]) -> None:
        table = self.table
        known = (self._cleaned, self.store.name)
        if table.frame is not None and self._drawn == known:
            table.replace(frame, key="column")
        else:
            table.formats = {"empty": empty_cells(profile["rows"]), "stands": lambda stands: ""}
            table.frame = frame
        self._drawn = known
        self.query_one("#profile-line", Line).say(line(frame, profile["rows"], cleaned=self._cleaned))
        self._tell_column()

    @property
    def column(self) -> Mapping[str, Any] | None:
        """The column at the cursor, as the profile has it."""
        name = self.table.row_values().get("column")
        return next((c for c in self.profile["columns"] if c["name"] == name), None) if self.profile else None

    def _tell_column(self) -> None:
        column, plan = self.column, self.store.plan
        if column is None or plan is None or self._told == (column["name"], id(column), id(self._fixes)):
            return
        self._told = (column["name"], id(column), id(self._fixes))
        self.query_one(Alerts).show(column, plan, self._fixes_of(column))
        self.query_one(ColumnView).show(column)

    def _fixes_of(self, column: Mapping[str, Any]) -> list[Fix]:
        return [f for f in self._fixes if f.column == column["name"]]

    def _settle(self) -> None:
        focused = self.screen.focused
        gone = focused is not None and self in focused.ancestors and not focused.focusable
        if self.in_front and (focused is None or gone or focused is self):
            self.bench.refocus()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing now are not shown."""
        if action in ("fix", "next", "correlations"):
            return self.has_class("-there") and not self.has_class("-heat")
        return self.store.plan is not None if action == "cleaned" else True

    @on(CursorMoved, "#profile-table")
    def _moved(self) -> None:
        self.bench.later("profile.column", self._tell_column, 0.05)

    @on(FrameTable.RowSelected, "#profile-table")
    def _open(self) -> None:
        self.add_class("-opened")
        self._tell_column()
        values = self.query_one("#profile-values", SideTable)
        self.call_after_refresh(values.focus)

    def action_back(self) -> None:
        """Back to the columns."""
        self.remove_class("-opened", "-heat")
        self.table.focus()

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_alerts_left(self, event: Alerts.Left) -> None:
        """Back to the columns."""
        self.table.focus()

    def action_next(self) -> None:
        """To the next column with something to mend."""
        if self.table.go_to_open():
            self._tell_column()
        else:
            self.bench.status.say("Nothing is left to mend.")

    def action_fix(self) -> None:
        """Mend the first thing that is odd about the column."""
        column = self.column
        ways = self._fixes_of(column) if column else []
        if ways:
            self._carry_out(ways[0])
        elif column:
            self.bench.status.say(why_not(column, self.store, cleaned=self._cleaned))

    def on_alerts_chosen(self, event: Alerts.Chosen) -> None:
        """Mend it this way."""
        self._carry_out(event.fix)

    def _carry_out(self, fix: Fix) -> None:
        self.run_worker(carry_out(self.bench, fix), group="profile.fix", exclusive=True)

    def action_cleaned(self) -> None:
        """As read, or after cleaning."""
        self._cleaned = not self._cleaned
        self.remove_class("-opened", "-heat")
        self.shown()

    # Beside the table

    def on_column_view_chosen(self, event: ColumnView.Chosen) -> None:
        """Show the rows with the value in Data."""
        self.run_worker(self._rows_with(event.column, event.value), group="profile.rows", exclusive=True)

    async def _rows_with(self, column: str, value: str) -> None:
        data = await self.bench.show("data")
        data.query_one(Rows).only_text(column, value)

    def action_correlations(self) -> None:
        """How the numbers go together."""
        opened = self.store.prepared if self._cleaned else self.store.opened
        if opened is None or self.profile is None:
            return
        names = measured(self.profile, opened.id)
        if len(names) < 2:
            self.bench.status.say("It takes two columns of numbers to go together.")
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
        self.table.go_to(event.column)
        self._tell_column()
