"""The Profile screen: a row for each column, what is odd about it, and what mends that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from segtui.engine.messages import Failed, Message, Opened, Prepared
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.data_counts import SideTable
from segtui.workbench.screens.profile_alerts import Alerts
from segtui.workbench.screens.profile_column import ColumnView
from segtui.workbench.screens.profile_correlations import Correlations, correlations, measured
from segtui.workbench.screens.profile_fixing import carry_out
from segtui.workbench.screens.profile_rows import empty_cells, row_style, rows
from widgets.frame_keys import FRAME_KEYS
from widgets.frame_messages import CursorMoved
from widgets.frame_table import FrameTable

if TYPE_CHECKING:
    from segtui.plan.fixes import Fix
    from segtui.workbench.screens.data import DataPane

_NOT_HERE = ("frame_table.column", "frame_table.filter_value", "frame_table.show_all", "frame_table.freeze")


class Columns(FrameTable, inherit_bindings=False):
    """A row for each column. Enter opens one, x fixes what is odd about it."""

    BINDINGS: ClassVar[list[BindingType]] = [b for b in FRAME_KEYS if isinstance(b, Binding) and b.id not in _NOT_HERE]


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

    def compose(self) -> ComposeResult:
        """A sentence where there is nothing yet; columns, the one at the cursor, its alerts; correlations."""
        ascii = self.bench.ascii
        yield Static(id="profile-message", markup=False)
        yield Static(id="profile-line")
        with Horizontal(id="profile-body"):
            yield Columns(id="profile-table", ascii=ascii, frozen=1, row_style=row_style)
            yield ColumnView(ascii=ascii)
        yield Alerts(ascii=ascii)
        yield Correlations(ascii=ascii)

    @property
    def table(self) -> FrameTable:
        """The table of columns."""
        return self.query_one("#profile-table", FrameTable)

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
        self.query_one("#profile-message", Static).update(self._sentence())
        if profile is not None and plan is not None:
            from segtui.plan.fixes import fixes

            found = fixes(profile, plan)
            # After cleaning, steps for columns of the source come too late; how features are made can still be changed.
            self._fixes = [f for f in found if f.step is None] if self._cleaned else found
            frame = rows(profile, plan, ascii=self.bench.ascii)
            self._show(frame, profile)
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
        self.query_one("#profile-line", Static).update(self._line(frame, profile["rows"]))
        self._tell_column()

    def _line(self, frame: pl.DataFrame, rows: int) -> Text:
        """What is shown, and how much of it asks for something."""
        waiting = frame.filter(pl.col("stands") == "open").height
        asks = f"{waiting} ask{'s' if waiting == 1 else ''} for something (a)" if waiting else "nothing left to mend"
        head = f"{frame.height:,} columns of {rows:,} rows {'as cleaned' if self._cleaned else 'as read'}"
        return Text.assemble((head, "bold"), f"   {asks}", no_wrap=True, overflow="ellipsis")

    def _sentence(self) -> Text:
        store = self.store
        if store.plan is None:
            return Text("No file is open. o opens one, 1 shows those that are near.")
        if self._question in store.failed:
            other = (
                "b shows the columns as read." if self._cleaned else "1 shows how the file is read; o opens another."
            )
            return Text.assemble((store.failed[self._question].what, "bold"), f"\n\n{other}")
        return Text(
            f"{'cleaning' if self._cleaned else 'reading'} {store.name} " + ("..." if self.bench.ascii else "…")
        )

    @property
    def column(self) -> Mapping[str, Any] | None:
        """The column at the cursor, as the profile has it."""
        name = self.table.row_values().get("column")
        return next((c for c in self.profile["columns"] if c["name"] == name), None) if self.profile else None

    def _tell_column(self) -> None:
        column, plan = self.column, self.store.plan
        if column is None or plan is None:
            return
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
        table = self.table
        if table.frame is None:
            return
        stands = table.frame.get_column("stands").to_list()
        here = table.row if table.row is not None else -1
        order = [*range(here + 1, len(stands)), *range(here + 1)]
        found = next((row for row in order if stands[row] == "open"), None)
        if found is None:
            self.bench.status.say("Nothing is left to mend.")
            return
        table.find(str(table.frame.get_column("column")[found])) if table.row is None else self._go(found)

    def _go(self, row: int) -> None:
        table = self.table
        position = table._view.position_of(row)
        if position is not None:
            table.move_cursor(position, 0)
            self._tell_column()

    def action_fix(self) -> None:
        """Mend the first thing that is odd about the column."""
        column = self.column
        ways = self._fixes_of(column) if column else []
        if ways:
            self._carry_out(ways[0])
        elif column:
            self.bench.status.say(self._why_not(column))

    def _why_not(self, column: Mapping[str, Any]) -> str:
        if self._cleaned:
            return "b shows the columns as read, where steps can be added."
        if self.store.plan and self.store.plan.source is None and column["alerts"]:
            return "This is a log that the plan derives customers from: b shows what it makes of it."
        return f"There is nothing to mend about {column['name']}."

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
        data: DataPane = await self.bench.show("data")  # type: ignore[assignment]
        data.only_text(column, value)

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
        self.run_worker(self._correlate(opened.frame, names), group="profile.correlations", exclusive=True)

    async def _correlate(self, place: str, names: list[str]) -> None:
        frame = await asyncio.to_thread(pl.read_ipc, place)
        values, used = await asyncio.to_thread(correlations, frame, names)
        part = f"{used:,} of {frame.height:,} rows" if used < frame.height else f"{used:,} rows"
        view = self.query_one(Correlations)
        view.show(names, values, f"Pearson's correlation of {len(names)} columns over {part}")
        self.call_after_refresh(view.query_one("#profile-heatmap").focus)

    def on_correlations_left(self, event: Correlations.Left) -> None:
        """Back to the columns."""
        self.action_back()

    def on_correlations_chosen(self, event: Correlations.Chosen) -> None:
        """Go to the column."""
        self.action_back()
        frame = self.table.frame
        if frame is not None and event.column in frame.get_column("column"):
            self._go(frame.get_column("column").to_list().index(event.column))
