"""The Data screen: open a file, see how it was read, look through its rows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

import polars as pl
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from segtui.engine.messages import Failed, Looked, Message, Opened
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.data_changes import ask_kind, ask_setting, change_setting, take_as_id
from segtui.workbench.screens.data_column import about_column
from segtui.workbench.screens.data_counts import Counts, SideTable
from segtui.workbench.screens.data_files import remember
from segtui.workbench.screens.data_reading import Reading, counts, summary
from segtui.workbench.screens.data_rows import Rows
from segtui.workbench.screens.data_side import MODES, Side
from segtui.workbench.screens.data_start import Start
from segtui.workbench.screens.line import Line
from widgets.frame_messages import CursorMoved, RowSelected, Sorted

STATES = ("start", "waiting", "failed", "table")


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
            "d", "side('reading')", "how read", id="data.reading", tooltip="How the file is read; Enter changes it"
        ),
        Binding("F", "side('counts')", "frequencies", id="data.counts", tooltip="How often each value occurs"),
        Binding("t", "kind", "type", id="data.type", tooltip="Say what kind of values the column holds"),
        Binding("i", "id", "id", id="data.id", show=False, tooltip="Let the column name the rows"),
        Binding("y", "copy", "copy", id="data.copy", show=False, tooltip="Copy the cell"),
        Binding("escape", "side('')", "back", id="data.back", show=False, tooltip="Close what is beside the table"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Opened | None = None
        self._file = ""
        self._coming = True
        """A file was named, and its plan is not here yet."""

    def compose(self) -> ComposeResult:
        """The invitation, or the table with a line above and below and something beside."""
        yield Start(ascii=self.bench.ascii)
        with Vertical(id="data-main"):
            yield Line(id="data-line")
            with Horizontal(id="data-body"):
                yield Line(id="data-error", classes="error")
                yield Rows(id="data-table", ascii=self.bench.ascii)
                yield Side(ascii=self.bench.ascii)
            yield Line(id="data-column")

    @property
    def table(self) -> Rows:
        """The table of the file."""
        return self.query_one("#data-table", Rows)

    @property
    def side(self) -> Side:
        """What stands beside it."""
        return self.query_one(Side)

    # What is known

    def shown(self) -> None:
        """Have the file read if it is not, and show what there is."""
        if self.store.plan and not self.store.opened and "Read" not in self.store.failed:
            self.bench.ask_read()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """Read again what is read otherwise."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The file has been read."""
        self._coming = isinstance(message, Looked) or (self._coming and not isinstance(message, Opened))
        if isinstance(message, Opened) and self.in_front:
            self._draw()

    def busy_changed(self) -> None:
        """A file is looked at or read, or that was cancelled."""
        if self.bench.busy("Look"):
            self._coming = False
        # An answer closes its question first and is heard then; what is drawn should know of both.
        self.call_later(self._draw_waiting)

    def _draw_waiting(self) -> None:
        if self.in_front and (self.store.plan is None or self.state == "waiting"):
            self._draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """A file that can't be opened or read is told in place."""
        self._coming = False
        if kind == "Look" and self.store.plan is None:
            self._draw()
            self.query_one(Start).complain(message.what)
            return True
        self._draw()
        return kind == "Read"

    def find(self, text: str) -> None:
        """Find a text in the cells."""
        self.table.focus()
        self.table.find(text)

    @property
    def state(self) -> str:
        """start, waiting, failed or table; what was read stays while the same file is read anew."""
        store = self.store
        if store.plan is None:
            coming = self.bench.busy("Look") or (self._coming and self.bench.path is not None)
            return "waiting" if coming else "start"
        if store.opened is None and "Read" in store.failed:
            return "failed"
        loaded = store.opened is not None and self._shown is store.opened
        return "table" if self._shown is not None and (loaded or self._file == store.name) else "waiting"

    # Drawing

    def _draw(self) -> None:
        store, state = self.store, self.state
        if store.opened and store.opened is not self._shown:
            self.run_worker(self._load(store.opened), group="data.load", exclusive=True)
        for one in STATES:
            self.set_class(one == state, f"-{one}")
        for mode in MODES:
            self.set_class(mode == self.side.mode, f"-{mode}")
        self.set_class(not self.side.mode, "-plain")
        self.query_one("#data-error", Line).say(self._complaint() if state == "failed" else "")
        self.query_one(Reading).show(store.plan.source if store.plan else None, store.opened)
        self._tell()
        self.call_after_refresh(self._settle)
        self.refresh_bindings()

    async def _load(self, opened: Opened) -> None:
        """Show the frame of what was read; its sort and filter stay if the file is the same."""
        frame = await asyncio.to_thread(pl.read_ipc, opened.frame)
        again = self._shown is not None and self._file == self.store.name
        self._shown, self._file = opened, self.store.name
        if again:
            self.table.replace(frame)
        else:
            self.table.frame = frame
            self._restore_sort()
            self._remember()
        self._draw()

    def _remember(self) -> None:
        plan, store = self.store.plan, self.store
        path = store.run or store.path
        if path is None and plan is not None:
            named = plan.source.path if plan.source else plan.derive[0].path
            path = store.folder / Path(named).expanduser()
        if path is not None and path.exists():
            remember(path)

    def _line(self) -> Text:
        """How much is shown, and how it was read."""
        opened, state = self.store.opened, self.state
        if state == "failed":
            return Text(f"{self.store.name} could not be read", "bold")
        if state == "waiting" or opened is None or opened is not self._shown:
            return self._waiting()
        notes = len(opened.notes)
        more = f"   {notes} note{'' if notes == 1 else 's'} (d)" if notes else ""
        told = ((self.table.cut or counts(opened), "bold"), f"   {summary(opened)}{more}")
        return Text.assemble(*told, no_wrap=True, overflow="ellipsis")

    def _waiting(self) -> Text:
        """What is waited for, or that it was cancelled."""
        dots = "..." if self.bench.ascii else "…"
        if self.store.plan is None:
            return Text(f"opening {self.bench.path} {dots}" if self.bench.path else f"opening {dots}")
        if self.bench.busy("Read") or self.store.opened:
            return Text(f"reading {self.store.name} {dots}")
        return Text(f"{self.store.name} was not read: 1 reads it, o opens another file")

    def _complaint(self) -> Text:
        keys = "Change a setting and the file is read again; o opens another file."
        if self.store.history.undoable:
            keys += " u undoes the last change."
        return Text.assemble((self.store.failed["Read"].what, "bold"), "\n\n", keys)

    def _tell(self) -> None:
        """The line above the table, and what is known of the column at the cursor."""
        self.query_one("#data-line", Line).say(self._line())
        opened, plan, column = self.store.opened, self.store.plan, self.table.column
        about = about_column(column, opened, plan) if opened and plan and column else ""
        self.query_one("#data-column", Line).say(about)

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

    # Looking through

    def action_side(self, mode: str) -> None:
        """Show something beside the table, or nothing; what is there already goes."""
        self.side.mode = "" if mode == self.side.mode else mode
        self._draw()
        if self.side.mode:
            self.side.follow(self.table, anew=True)
            self.call_after_refresh(self.side.inside.focus)
        else:
            self.table.focus()

    @on(CursorMoved, "#data-table")
    def _moved(self) -> None:
        self._tell()
        if self.side.mode in ("counts", "row"):
            self.bench.later("data.side", lambda: self.side.follow(self.table), 0.1)

    @on(Rows.Cut)
    def _cut(self) -> None:
        self._tell()

    @on(RowSelected, "#data-table")
    def _row_chosen(self) -> None:
        if self.side.mode != "row":
            self.action_side("row")

    @on(Sorted, "#data-table")
    def _sorted(self, event: Sorted) -> None:
        way = "down" if event.descending else "up"
        self.store.mark("data.sort", f"{self._file}\t{event.column or ''}\t{way}")

    def _restore_sort(self) -> None:
        name, column, way, *_ = [*self.store.marks.get("data.sort", "").split("\t"), "", ""]
        if self.table.frame is not None and name == self._file and column in self.table.frame.columns:
            self.table.sort(column, way == "down")

    @on(SideTable.Left)
    @on(Reading.Left)
    def _left(self) -> None:
        """Back to the table."""
        if self.side.mode:
            self.action_side("")
        else:
            self.table.focus()

    def on_counts_chosen(self, event: Counts.Chosen) -> None:
        """Show the rows with the value."""
        self.table.only(event.column, event.value, str(event.value))

    def action_copy(self) -> None:
        """Copy the cell."""
        value = self.table.value
        self.bench.copy("" if value is None else str(value), f"the cell of {self.table.column}")

    # Changes

    def on_start_chosen(self, event: Start.Chosen) -> None:
        """Open a file of the list."""
        self.query_one(Start).complain("")
        self.bench.desk.look(str(event.path))

    def on_reading_change(self, event: Reading.Change) -> None:
        """Ask how the file is to be read."""
        ask_setting(self.bench, event.setting, event.value)

    def on_reading_detect(self, event: Reading.Detect) -> None:
        """Detect it."""
        change_setting(self.bench, event.setting, None)

    def action_kind(self) -> None:
        """Say what kind of values the column holds."""
        ask_kind(self.bench, self.table.column or "")

    def action_id(self) -> None:
        """Let the column name the rows."""
        take_as_id(self.bench, self.table.column or "")
