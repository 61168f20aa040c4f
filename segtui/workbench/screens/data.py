"""The Data screen: open a file, see how it was read, look through its rows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from segtui.engine.messages import Failed, Message, Opened
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.data_changes import ask_kind, ask_setting, change_setting, take_as_id
from segtui.workbench.screens.data_column import about_column
from segtui.workbench.screens.data_counts import Counts, SideTable
from segtui.workbench.screens.data_files import remember
from segtui.workbench.screens.data_reading import Reading, counts, summary
from segtui.workbench.screens.data_row import OneRow
from segtui.workbench.screens.data_start import Start
from widgets.frame_messages import Sorted
from widgets.frame_table import FrameTable

STATES = ("start", "waiting", "failed", "table")
SIDES = ("reading", "counts", "row")


class DataPane(Pane):
    """The file that the plan starts from: how it was read, and its rows."""

    key = "data"
    title = "Data"
    HELP = """\
The table as it was read, before any cleaning. The line above it says how the file was read; d shows every setting,
and Enter on one changes it: the file is then read again. The line below tells what is known of the column at the
cursor. Sorting and filtering are for looking only: they change nothing in the plan. w takes a condition in SQL, such
as Income > 50000 AND Education = 'PhD'. F counts the values of a column among the rows shown; Enter there shows the
rows of one. Enter in the table shows a whole row."""
    FIND = "a text in the cells"
    FOCUS = "#data-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d",
            "side('reading')",
            "how read",
            id="data.reading",
            tooltip="How the file is read; Enter there changes it",
        ),
        Binding(
            "F", "side('counts')", "frequencies", id="data.counts", tooltip="How often each value of the column occurs"
        ),
        Binding("t", "kind", "type", id="data.type", tooltip="Say what kind of values the column holds"),
        Binding("i", "id", "id", id="data.id", show=False, tooltip="Let the column name the rows"),
        Binding("y", "copy", "copy", id="data.copy", show=False, tooltip="Copy the cell"),
        Binding("escape", "side('')", "back", id="data.back", show=False, tooltip="Close what stands beside the table"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._frame: pl.DataFrame | None = None
        self._shown: Opened | None = None
        self._file = ""
        self._side = ""

    def compose(self) -> ComposeResult:
        """The invitation, or the table with a line above and below and something beside."""
        ascii = self.bench.ascii
        yield Start(ascii=ascii)
        with Vertical(id="data-main"):
            yield Static(id="data-line")
            with Horizontal(id="data-body"):
                yield Static(id="data-error", classes="error", markup=False)
                yield FrameTable(id="data-table", ascii=ascii)
                with Vertical(id="data-side"):
                    yield Reading(ascii=ascii)
                    yield Counts(ascii=ascii)
                    yield OneRow(ascii=ascii)
            yield Static(id="data-column")

    @property
    def table(self) -> FrameTable:
        """The table of the file."""
        return self.query_one("#data-table", FrameTable)

    # What is known

    def shown(self) -> None:
        """Have the file read if it is not, and show what there is."""
        store = self.store
        if store.plan and not store.opened and "Read" not in store.failed:
            self.bench.ask_read()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """Read again what is read otherwise."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The file has been read."""
        if isinstance(message, Opened) and self.in_front:
            self._draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """A file that can't be opened or read is told in place."""
        if kind == "Look" and self.store.plan is None:
            self.query_one(Start).complain(message.what)
            return True
        self._draw()
        return kind == "Read"

    def find(self, text: str) -> None:
        """Find a text in the cells."""
        self.table.focus()
        self.table.find(text)

    def only(self, column: str, value: object, said: str) -> None:
        """Show only the rows with a value in a column."""
        same = pl.col(column).eq_missing(pl.lit(value))
        if self._frame is not None and isinstance(self._frame.schema.get(column), pl.Datetime) and value is not None:
            same = pl.col(column).dt.truncate("1s") == pl.lit(value)  # the profile tells times to the second
        try:
            self.table.filter(same, f"{column} = {said}" if value is not None else f"{column} is empty")
        except pl.exceptions.PolarsError:
            self.table.say("These values cannot be compared.")
            return
        self.table.jump(column)
        self.table.focus()

    def only_text(self, column: str, text: str) -> None:
        """The same for a value as the profile has it, in text."""
        from segtui.cleaning.value import as_kind

        if self._frame is not None and column in self._frame.columns:
            self.only(column, as_kind(text, self._frame.get_column(column)), text)

    # Drawing

    @property
    def state(self) -> str:
        """start, waiting, failed or table; what was read stays while the same file is read anew."""
        store = self.store
        if store.plan is None:
            return "start"
        if store.opened is None and "Read" in store.failed:
            return "failed"
        loaded = store.opened is not None and self._shown is store.opened
        there = self._frame is not None and (loaded or self._file == store.name)
        return "table" if there else "waiting"

    def _draw(self) -> None:
        if self.store.opened and self.store.opened is not self._shown:
            self.run_worker(self._load(self.store.opened), group="data.load", exclusive=True)
        state = self.state
        for one in STATES:
            self.set_class(one == state, f"-{one}")
        self._draw_side()
        if state == "failed":
            self.query_one("#data-error", Static).update(self._complaint())
        plan = self.store.plan
        self.query_one(Reading).show(plan.source if plan else None, self.store.opened)
        self.query_one("#data-line", Static).update(self._line(state))
        self._tell_column()
        self.call_after_refresh(self._settle)
        self.refresh_bindings()

    async def _load(self, opened: Opened) -> None:
        """Show the frame of what was read; its sort and filter stay if the file is the same."""
        frame = await asyncio.to_thread(pl.read_ipc, opened.frame)
        again = self._frame is not None and self._file == self.store.name
        self._frame = frame
        self._shown, self._file = opened, self.store.name
        if again:
            self.table.replace(self._frame)
        else:
            self.table.frame = self._frame
            self._restore_sort()
            self._remember()
        self.caption(f"{opened.rows:,} rows, {opened.columns:,} columns")
        self._draw()

    def _remember(self) -> None:
        plan, store = self.store.plan, self.store
        path = store.run or store.path
        if path is None and plan is not None:
            named = plan.source.path if plan.source else plan.derive[0].path
            path = store.folder / Path(named).expanduser()
        if path is not None and path.exists():
            remember(path)

    def _line(self, state: str) -> Text:
        opened = self.store.opened
        if state == "failed":
            return Text(f"{self.store.name} could not be read", "bold")
        if state == "waiting" or opened is None or opened is not self._shown:
            return Text(f"reading {self.store.name} " + ("..." if self.bench.ascii else "…"))
        notes = len(opened.notes)
        more = f"   {notes} note{'' if notes == 1 else 's'} (d)" if notes else ""
        told = ((counts(opened), "bold"), f"   {summary(opened)}{more}")
        return Text.assemble(*told, no_wrap=True, overflow="ellipsis")

    def _complaint(self) -> Text:
        failed = self.store.failed["Read"]
        keys = "Change a setting and the file is read again; o opens another file."
        if self.store.history.undoable:
            keys += " u undoes the last change."
        return Text.assemble((failed.what, "bold"), "\n\n", keys)

    def _tell_column(self) -> None:
        """What is known of the column at the cursor."""
        line = self.query_one("#data-column", Static)
        opened, plan, column = self.store.opened, self.store.plan, self.table.column
        line.update(about_column(column, opened, plan) if opened and plan and column else "")

    def _settle(self) -> None:
        """Give the focus to something that can be seen."""
        focused = self.screen.focused
        hidden = focused is not None and self in focused.ancestors and not focused.focusable
        if self.in_front and (focused is None or hidden or focused is self):
            self.bench.refocus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing now are not shown."""
        if action == "side":
            return self.state == "table" or (parameters == ("reading",) and self.state == "failed")
        return self.state == "table" if action in ("kind", "id", "copy") else True

    # Beside the table

    def action_side(self, what: str) -> None:
        """Show something beside the table, or nothing."""
        if self.state not in ("table", "failed"):
            return
        self._side = "" if what == self._side else what
        self._draw_side()
        if self._side:
            self._fill_side(focus=True)
        else:
            self.table.focus()

    def _draw_side(self) -> None:
        for one in SIDES:
            self.set_class(one == self._side, f"-{one}")
        self.set_class(not self._side, "-plain")

    def _fill_side(self, *, focus: bool = False) -> None:
        if self._frame is None:
            return
        if self._side == "counts" and self.table.column:
            self.run_worker(self._count(self.table.column), group="data.counts", exclusive=True)
        elif self._side == "row" and self.table.row is not None:
            title = f"row {self.table.row + 1:,} of {self._frame.height:,}"
            self.query_one(OneRow).show(title, self.table.row_values())
        if focus:
            target = {"reading": "#data-settings", "counts": "#data-counts-table", "row": "#data-row-table"}[self._side]
            self.call_after_refresh(self.query_one(target).focus)

    async def _count(self, column: str) -> None:
        assert self._frame is not None
        view = self.table._view
        cells = await asyncio.to_thread(lambda: view.take(0, view.height, [column]).get_column(column))
        self.query_one(Counts).show(cells, self._frame.height)

    @on(FrameTable.CursorMoved, "#data-table")
    def _moved(self) -> None:
        self._tell_column()
        if self._side in ("counts", "row"):
            self.bench.later("data.side", self._fill_side, 0.1)

    @on(FrameTable.RowSelected, "#data-table")
    def _row_chosen(self) -> None:
        if self._side != "row":
            self.action_side("row")

    @on(FrameTable.Sorted, "#data-table")
    def _sorted(self, event: Sorted) -> None:
        way = "down" if event.descending else "up"
        self.store.mark("data.sort", f"{self._file}\t{event.column or ''}\t{way}")

    def _restore_sort(self) -> None:
        name, column, way, *_ = [*self.store.marks.get("data.sort", "").split("\t"), "", ""]
        if self._frame is not None and name == self._file and column in self._frame.columns:
            self.table.sort(column, way == "down")

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Back to the table."""
        self.action_side("")

    def on_reading_left(self, event: Reading.Left) -> None:
        """Back to the table."""
        self.action_side("") if self._side else self.table.focus()

    def on_counts_chosen(self, event: Counts.Chosen) -> None:
        """Show the rows with the value."""
        self.only(event.column, event.value, str(event.value))

    # Changes

    def on_start_chosen(self, event: Start.Chosen) -> None:
        """Open a file of the list."""
        self.query_one(Start).complain("")
        self.bench.desk.look(str(event.path))

    def on_reading_change(self, event: Reading.Change) -> None:
        """Ask how the file is to be read."""
        columns = [c["name"] for c in self.store.opened.profile["columns"]] if self.store.opened else []
        ask_setting(self.bench, event.setting, event.value, columns)

    def on_reading_detect(self, event: Reading.Detect) -> None:
        """Detect it."""
        change_setting(self.bench, self.query_one(Reading).setting(event.place), None)

    def action_kind(self) -> None:
        """Say what kind of values the column holds."""
        column, known = self.table.column, self._profiled()
        if column in known:
            ask_kind(self.bench, column, known[column]["kind"])

    def action_id(self) -> None:
        """Let the column name the rows."""
        if self.table.column in self._profiled():
            take_as_id(self.bench, self.table.column or "")

    def action_copy(self) -> None:
        """Copy the cell."""
        value = self.table.value
        self.bench.copy("" if value is None else str(value), f"the cell of {self.table.column}")

    def _profiled(self) -> dict[str, Any]:
        opened = self.store.opened
        return {c["name"]: c for c in opened.profile["columns"]} if opened else {}
