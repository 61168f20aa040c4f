"""A field for a query to a connection, which completes the names of its tables and their columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from segtui.data.databases.table_address import TableAddress
from segtui.engine.transport.messages import ColumnsListed, Failed, ListColumns, ListTables, Message, TablesListed
from segtui.language.sentences import tell
from segtui.language.translation import to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.opening.completion import KEYWORDS, certain, matches, tables_in, word_before
from segtui.workbench.parts.dialog import Dialog
from widgets.drawing.cells import clipped
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench

_KEYS = to_translate(" {sql.complete} complete   {sql.open}, or ; and {sql.line} open   {sql.leave} leave")
_SHOWN = 30


class Query(TextArea):
    """The query. Enter after a semicolon opens it, as in the databases' own programs."""

    HELP_TITLE = "Query"
    HELP = "A SELECT in the database's SQL. It is asked to read only, and its rows are the table."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "screen.complete", "complete", id="sql.complete", tooltip="Complete the name", priority=True),
        Binding("enter", "enter", "line", id="sql.line", tooltip="A line more; after a semicolon, open", priority=True),
        Binding("ctrl+r,f5", "screen.open", "open", id="sql.open", tooltip="Open what the query selects"),
    ]

    def action_enter(self) -> None:
        """Open a query that is ended, else begin a line."""
        if self.text.rstrip().endswith(";"):
            self.app.screen.action_open()  # type: ignore[attr-defined]
        else:
            self.insert("\n")


class SqlDialog(Dialog[str | None]):
    """Asks for a query to a connection; the result is its address, None for Escape."""

    HELP_TITLE = "SQL"
    HELP = "A query to a connection, whose rows are opened as a table is."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="sql.leave", tooltip="Close without a query"),
    ]

    def __init__(self, connection: str, text: str) -> None:
        super().__init__()
        self.connection, self._text = connection, text
        self._wanted: set[str] = set()

    def compose(self) -> ComposeResult:
        """The query, what it can be completed to, and the keys."""
        with Vertical(classes="box wide"):
            yield Static(
                PlainText(tell("A query to {connection}", connection=self.connection), "bold"), classes="heading"
            )
            area = Query(self._text, id="sql-text", soft_wrap=True, compact=True)
            area.cursor_blink = False  # a blinking cursor sends bytes while idle
            yield area
            yield Static("", id="sql-names", markup=False)
            yield Static(PlainText(with_keys(_KEYS), "dim"), classes="keys")

    @property
    def bench(self) -> Bench:
        """The app, typed."""
        return cast("Bench", self.app)

    @property
    def area(self) -> Query:
        """The field."""
        return self.query_one(Query)

    def on_mount(self) -> None:
        """Ask for the tables, where they are not known."""
        self.area.move_cursor(self.area.document.end)
        self.area.focus()
        if self.connection not in self.bench.store.results.by_key(TablesListed):
            self.bench.engine.ask(ListTables, connection=self.connection)

    def heard(self, message: Message) -> None:
        """Tables or columns are known."""
        if isinstance(message, TablesListed | ColumnsListed):
            self._changed()

    def says_failed(self, kind: str, message: Failed) -> bool:
        """Why there are no names to complete."""
        if kind == ListTables.__name__:
            self._note(message.what.splitlines()[0])
        return kind == ListTables.__name__

    @on(TextArea.Changed)
    @on(TextArea.SelectionChanged)
    def _changed(self) -> None:
        self._ask_columns()
        options = self._options() if word_before(self._before) else self._columns
        more = tell(" · {count:,} more", count=len(options) - _SHOWN) if len(options) > _SHOWN else ""
        self._note(" · ".join(options[:_SHOWN]) + more)

    def _note(self, text: str) -> None:
        self.query_one("#sql-names", Static).update(clipped(text, max(self.size.width - 8, 20)))

    @property
    def _addresses(self) -> dict[str, str]:
        """The addresses of the connection's tables by their names."""
        listed = self.bench.store.results.by_key(TablesListed).get(self.connection)
        return {each["address"].partition(":")[2]: each["address"] for each in listed.tables} if listed else {}

    def _ask_columns(self) -> None:
        """Ask for the columns of the tables that the query names."""
        known = self.bench.store.results.by_key(ColumnsListed)
        for address in tables_in(self.area.text, self._addresses):
            if address not in known and address not in self._wanted:
                self._wanted.add(address)
                self.bench.engine.ask(ListColumns, address=address)
                return  # one after another: the newest question of a kind replaces the one before

    @property
    def _columns(self) -> list[str]:
        """The columns of the tables that the query names, as far as they are known."""
        known = self.bench.store.results.by_key(ColumnsListed)
        named = [address for address in tables_in(self.area.text, self._addresses) if address in known]
        return [_named(column) for address in named for column in known[address].columns]

    def _options(self) -> list[str]:
        """What the word at the cursor may become."""
        word = word_before(self._before)
        found = [*matches(word, [*self._columns, *self._addresses]), *matches(word, KEYWORDS)]
        return [each for each in found if each != word]

    @property
    def _before(self) -> str:
        """The text of the line before the cursor."""
        row, column = self.area.cursor_location
        return self.area.document.get_line(row)[:column]

    def action_complete(self) -> None:
        """Extend the name at the cursor as far as it is certain."""
        word, options = word_before(self._before), self._options()
        if word and options:
            row, column = self.area.cursor_location
            self.area.replace(certain(word, options), (row, column - len(word)), (row, column))

    def action_open(self) -> None:
        """Open what the query selects."""
        text = self.area.text.strip().rstrip(";").strip()
        if text:
            self.dismiss(str(TableAddress(self.connection, query=text)))

    def action_leave(self) -> None:
        """Close without a query."""
        self.dismiss(None)


def _named(column: str) -> str:
    """A column as a query names it: in double quotes where it is not a plain name in lower case."""
    return column if re.fullmatch(r"[a-z_]\w*", column) else '"' + column.replace('"', '""') + '"'
