"""A list of what can be opened: recent files, connections with their schemas and tables, and the files of a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages import ListTables, TablesListed
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.opening.lines import (
    PlaceLine,
    connection_lines,
    folder_lines,
    heading,
    plain,
    recent_lines,
    table_lines,
    told,
)

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench


class Places(OptionList):
    """Files, folders, connections and tables to choose from; posts `Places.Chosen`.

    The owner calls `refresh_tables` when the compute process has answered.
    """

    HELP_TITLE = "Files and connections"
    HELP = """\
Files and folders to open, and the connections of connections.toml. {files.open} on a connection asks it for its
tables; {files.sql} writes a query for the connection or table at the cursor."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", id="files.down", show=False, tooltip="One line down"),
        Binding("k", "cursor_up", "up", id="files.up", show=False, tooltip="One line up"),
        Binding("enter,l", "select", "open", id="files.open", tooltip="Open the file or table, or go into the folder"),
        Binding("h,backspace", "up", "folder up", id="files.up_folder", tooltip="To the parent folder"),
        Binding("s", "sql", "SQL", id="files.sql", tooltip="Write a query for this connection"),
        Binding("x", "stop", "stop", id="files.stop", tooltip="Stop asking for the tables"),
    ]

    @dataclass
    class Chosen(Message):
        """A file, a plan, a run's folder or an address was chosen."""

        path: str

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.folder = Path()
        self.connection, self.schema = "", None
        self.lines: list[PlaceLine] = []
        """What is in the list, in its order."""

    connection: str
    """The connection whose tables are listed; empty among the files."""
    schema: str | None
    """The schema of it whose tables are listed."""

    @property
    def bench(self) -> Bench:
        """The app, typed."""
        return cast("Bench", self.app)

    def on_mount(self) -> None:
        """List what is near."""
        self.fill()

    @property
    def asking(self) -> bool:
        """Whether the tables of a connection are being asked for."""
        return bool(self.connection) and self.bench.engine.busy(ListTables.__name__)

    def fill(self, start: Callable[[PlaceLine], object] = lambda line: line.opens) -> None:
        """Show what there is, with the cursor where the list starts: at the first line that can be opened."""
        self.lines = self._of_connection() if self.connection else self._of_files()
        self.clear_options()
        self.add_options([Option(line.text, disabled=line.choose is None) for line in self.lines])
        usable = [place for place, line in enumerate(self.lines) if line.choose]
        first = next(iter(usable[1:] or usable), None)
        self.highlighted = next((place for place in usable if start(self.lines[place])), first)
        self.refresh_bindings()

    def refresh_tables(self) -> None:
        """Show the tables of the connection that is listed, or why there are none."""
        if self.connection:
            self.fill()

    def _of_files(self) -> list[PlaceLine]:
        return [
            *recent_lines(self._choose),
            *connection_lines(self.enter),
            *folder_lines(self.folder, self._into, self._choose),
        ]

    def _of_connection(self) -> list[PlaceLine]:
        up = plain("../", choose=self.action_up)
        at = heading(f"{self.connection}:{self.schema or ''}")
        listed = self.bench.store.results.by_key(TablesListed).get(self.connection)
        failed = self.bench.store.failed.get(ListTables.__name__)
        if self.asking:
            dots = "..." if self.bench.ascii else "…"
            return [
                at,
                up,
                told(tell("asking for the tables {dots}   {stop} stops", dots=dots, stop=key_of("files.stop"))),
            ]
        if failed:
            return [at, up, *(told(line.strip()) for line in failed.what.splitlines()), self._again()]
        if listed is None:
            return [at, up, self._again()]
        if not listed.tables:
            return [at, up, told(_("there are no tables that you may read"))]
        return [at, up, *table_lines(self.connection, listed.tables, self.schema, self._into_schema, self._choose)]

    def _again(self) -> PlaceLine:
        return plain(_("ask for the tables"), choose=lambda: self.enter(self.connection), connection=self.connection)

    # Keys

    def enter(self, connection: str) -> None:
        """Ask a connection for its tables, and list them."""
        self.connection, self.schema = connection, None
        self.bench.engine.ask(ListTables, connection=connection)
        self.fill()

    def _into_schema(self, schema: str) -> None:
        self.schema = schema
        self.fill()

    def _into(self, folder: Path) -> None:
        self.folder = folder
        self.fill()

    def _choose(self, path: Path | str) -> None:
        self.post_message(self.Chosen(str(path)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a file or table, list a folder or connection."""
        event.stop()
        if choose := self.lines[event.option_index].choose:
            choose()

    def action_up(self) -> None:
        """Show the folder above, the schemas, or the files."""
        self.action_stop()
        left = self.connection
        if not left:
            self.folder = self.folder.resolve().parent
            self.fill()
        elif self.schema is not None:
            self.schema = None
            self.fill()
        else:
            self.connection = ""
            self.fill(lambda line: line.connection == left)

    def action_stop(self) -> None:
        """Stop asking for tables."""
        if self.asking:
            self.bench.engine.withdraw(ListTables)
            self.fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide keys that do nothing now."""
        if action == "stop":
            return self.asking
        return bool(self._at.connection or self.connection) if action == "sql" else True

    @property
    def _at(self) -> PlaceLine:
        """The line at the cursor."""
        at = self.highlighted
        return self.lines[at] if at is not None and at < len(self.lines) else told("")

    def action_sql(self) -> None:
        """Write a query for the connection or table at the cursor."""
        from segtui.workbench.opening.sql_dialog import SqlDialog

        connection = self._at.connection or self.connection
        table = self._at.table
        dialog = SqlDialog(connection, f"select * from {table}\nwhere " if table else "select ")
        self.app.push_screen(dialog, lambda address: self._choose(address) if address else None)
