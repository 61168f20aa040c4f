"""The Data screen: open a file, see how it was read, browse its rows."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from segtui.data.addresses import is_address, names_files
from segtui.engine.transport.messages import Failed, ListTables, Look, Looked, Message, Opened, Read, TablesListed
from segtui.plan.stages import Parts
from segtui.publishing.paths import expand_home
from segtui.workbench.opening.places import Places
from segtui.workbench.opening.recent_files import remember
from segtui.workbench.parts.figures import without_commas
from segtui.workbench.parts.first_rows_table import FirstRowsTable
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.data.beside_table import MODES, Side
from segtui.workbench.screens.data.column_line import about_column
from segtui.workbench.screens.data.file_rows import FileRows
from segtui.workbench.screens.data.frequencies import Counts, SideTable
from segtui.workbench.screens.data.inspection import RowInspection
from segtui.workbench.screens.data.reading import Reading
from segtui.workbench.screens.data.reading_state import complaint, failed, read, waiting
from segtui.workbench.screens.data.source_changes import ask_kind, ask_setting, change_setting, take_as_id
from segtui.workbench.screens.data.start_page import Start
from widgets.frame.messages import CursorMoved, RowSelected, Sorted
from widgets.plain.static import Static

STATES = ("start", "waiting", "failed", "table")


class DataPane(Pane):
    """The file that the plan starts from: how it was read, and its rows."""

    key = "data"
    title = "Data"
    HELP = """\
The table as it was read, before any cleaning. The line above it says how the file was read; {data.reading} shows
every setting, and Enter on one changes it and reads the file again. The line below describes the column at the
cursor. Sorting and filtering only change the view, not the plan. {frame_table.where} takes a
condition in SQL, such as Income > 50000 AND Education = 'PhD'. {data.counts} counts the values of a column among the
rows shown; Enter there shows the rows of one. Enter in the table shows a whole row."""
    FIND = "a text in the cells"
    FOCUS = "#data-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d", "side('reading')", "how read", id="data.reading", tooltip="Show how the file is read: all settings"
        ),
        Binding("F", "side('counts')", "frequencies", id="data.counts", tooltip="Count how often each value occurs"),
        Binding("t", "kind", "type", id="data.type", tooltip="Set the column's type"),
        Binding("i", "id", "id", id="data.id", show=False, tooltip="Use this column as the id"),
        Binding("y", "copy", "copy", id="data.copy", show=False, tooltip="Copy the cell"),
        Binding("escape", "side('')", "back", id="data.back", show=False, tooltip="Close the panel beside the table"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.inspection = RowInspection(self, self.draw)
        self._shown: Opened | None = None
        self._loading: Opened | None = None
        self._coming = True
        """Show that a file is being opened."""

    def compose(self) -> ComposeResult:
        """The start page, or the table with a line above and below and a side panel."""
        yield Start(ascii=self.bench.ascii)
        with Vertical(id="data-main"):
            yield Static(id="data-line")
            with Horizontal(id="data-body"):
                yield Static(id="data-error", classes="error")
                yield FirstRowsTable(self.bench.opening.first_rows, ascii=self.bench.ascii, id="data-first-rows")
                yield FileRows(id="data-table", ascii=self.bench.ascii, plain=self._plain)
                yield Side(ascii=self.bench.ascii)
            yield Static(id="data-column")

    def _plain(self, cells: pl.Series) -> bool:
        """The id has no thousands commas whatever its name, like other ids, codes and years."""
        return bool(self._shown and cells.name == self._shown.id) or without_commas(cells)

    # What is known

    def shown(self) -> None:
        """Read the file if needed, and show what there is."""
        if self.store.plan and not self.store.opened and "Read" not in self.store.failed:
            self.bench.engine.ask(Read)
        self.draw()

    def plan_changed(self, parts: Parts) -> None:
        """Read again what is read otherwise."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The file has been read."""
        self._coming = isinstance(message, Looked) or (self._coming and not isinstance(message, Opened))
        if isinstance(message, TablesListed):
            self.query_one(Start).places.refresh_tables()
        if isinstance(message, Opened) and self.in_front:
            self.draw()

    def busy_changed(self) -> None:
        """A file is looked at or read, or that was cancelled."""
        if self.bench.engine.busy("Look"):
            self._coming = False
        # An answer closes its question first and is heard then; what is drawn should know of both.
        self.call_later(self._draw_waiting)

    def _draw_waiting(self) -> None:
        if self.in_front and (self.store.plan is None or self.state == "waiting"):
            self.draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """Show the error of a file that can't be opened or read in place."""
        if kind == ListTables.__name__:
            self.query_one(Start).places.refresh_tables()
            return self.state == "start"
        self._coming = False
        if kind == "Look" and self.store.plan is None:
            self.draw()
            self.query_one(Start).complain(message.what)
            return True
        self.draw()
        return kind == "Read"

    def find(self, text: str) -> None:
        """Find a text in the cells."""
        self.table.focus()
        self.table.find(text)

    @property
    def table(self) -> FileRows:
        """The table of the file."""
        return self.inspection.table

    @property
    def side(self) -> Side:
        """What stands beside it."""
        return self.inspection.side

    @property
    def state(self) -> str:
        """start, waiting, failed or table; the table stays while the same file is read again."""
        store = self.store
        if store.plan is None:
            coming = self.bench.engine.busy("Look") or (self._coming and self.bench.opening.path is not None)
            return "waiting" if coming else "start"
        if store.opened is None and "Read" in store.failed:
            return "failed"
        loaded = store.opened is not None and self._shown is store.opened
        return "table" if self._shown is not None and (loaded or self.inspection.file == store.name) else "waiting"

    # Drawing

    def draw(self) -> None:
        """Show what there is."""
        store, state = self.store, self.state
        if store.opened and store.opened is not self._shown and store.opened is not self._loading:
            self._loading = store.opened
            self._load(store.opened)
        states = {f"-{one}": one == state for one in STATES}
        modes = {f"-{mode}": mode == self.side.mode for mode in MODES}
        self.update_classes({**states, **modes, "-plain": not self.side.mode})
        first = self.query_one(FirstRowsTable)
        first.show(self.bench.opening.first_rows if state == "waiting" else None)
        self.query_one("#data-error", Static).update(complaint(self.bench) if state == "failed" else "")
        if store.opened or state != "table":  # what was read stays while the same file is read again
            source = store.plan.source if store.plan and state in ("table", "failed") else None
            self.query_one(Reading).show(source, store.opened)
        self.tell()
        self.call_after_refresh(self.settle_focus)
        self.refresh_bindings()

    @work(group="data.load", exclusive=True)
    async def _load(self, opened: Opened) -> None:
        """Show the table; its sort and filter stay if the file is the same."""
        frame = await asyncio.to_thread(pl.read_ipc, opened.frame)
        if self.bench.ending:
            return
        again = self._shown is not None and self.inspection.file == self.store.name
        self._shown, self.inspection.file = opened, self.store.name
        if again:
            self.table.replace(frame)
        else:
            self.table.frame = frame
            self.inspection.restore_sort()
            self._remember()
        self.draw()

    def _remember(self) -> None:
        plan, store = self.store.plan, self.store
        path = store.run or store.path
        if path is None and plan is not None:
            named = plan.tables()[0].path
            if is_address(named):
                remember(named)
                return
            path = store.folder / expand_home(named) if names_files(named) else None
        if path is not None and path.exists():
            remember(path)

    def tell(self) -> None:
        """Show the line above the table, and the one about the column at the cursor."""
        opened, plan, column = self.store.opened, self.store.plan, self.table.column
        there = opened is not None and opened is self._shown and self.state == "table"
        line = failed if self.state == "failed" else waiting
        self.query_one("#data-line", Static).update(
            read(opened, self.table.cut) if opened and there else line(self.bench)
        )
        about = about_column(column, opened, plan) if opened and plan and column else ""
        self.query_one("#data-column", Static).update(about)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide keys that do nothing now."""
        if action == "side":
            return self.state == "table" or (parameters == ("reading",) and self.state == "failed")
        return self.state == "table" if action in ("kind", "id", "copy") else True

    # Looking through the rows

    def action_side(self, mode: str) -> None:
        """Show something beside the table, or nothing."""
        self.inspection.show_beside(mode)

    def action_copy(self) -> None:
        """Copy the cell."""
        self.inspection.copy()

    @on(CursorMoved, "#data-table")
    def _moved(self) -> None:
        self.tell()
        self.inspection.follow()

    @on(FileRows.Cut)
    def _cut(self) -> None:
        self.tell()

    @on(RowSelected, "#data-table")
    def _row_chosen(self) -> None:
        if self.side.mode != "row":
            self.inspection.show_beside("row")

    @on(Sorted, "#data-table")
    def _sorted(self, event: Sorted) -> None:
        self.inspection.keep_sort(event)

    @on(SideTable.Left)
    @on(Reading.Left)
    def _left(self) -> None:
        self.inspection.leave()

    def on_counts_chosen(self, event: Counts.Chosen) -> None:
        """Show the rows with the value."""
        self.table.only(event.column, event.value, str(event.value))

    # Changes

    def on_places_chosen(self, event: Places.Chosen) -> None:
        """Open what was chosen in the list."""
        self.query_one(Start).complain("")
        self.bench.engine.ask(Look, path=event.path)

    def on_reading_change(self, event: Reading.Change) -> None:
        """Ask how the file is to be read."""
        ask_setting(self.bench, event.setting, event.value)

    def on_reading_detect(self, event: Reading.Detect) -> None:
        """Detect it."""
        change_setting(self.bench, event.setting, None)

    def action_kind(self) -> None:
        """Set the column's type."""
        ask_kind(self.bench, self.table.column or "")

    def action_id(self) -> None:
        """Use this column as the id."""
        take_as_id(self.bench, self.table.column or "")
